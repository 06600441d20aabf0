package collector

import (
	"errors"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestOneSecretByOneMethod(t *testing.T) {
	both := []string{"password", "keyboard-interactive"}
	for name, test := range map[string]struct {
		offered   []string
		questions []string
		echos     []bool
		answered  bool
		next      bool // a second method may be tried
		err       error
	}{
		"asks for the password": {both, []string{"Password: "}, []bool{false}, true, false, errRejected},
		"asks for a code":       {both, []string{"Verification code: "}, []bool{false}, false, false, errMethod},
		"asks visibly":          {both, []string{"Name: "}, []bool{true}, false, true, nil},
		"asks without words":    {both, []string{" "}, []bool{false}, false, true, nil},
		"asks two things":       {both, []string{"Password: ", "PIN: "}, []bool{false, false}, false, false, errMethod},
		"asks twice":            {both, []string{"Password: ", "Password: "}, []bool{false, false}, false, true, nil},
		"code, nothing else":    {both[1:], []string{"OTP: "}, []bool{false}, false, false, errMethod},
		"a new password":        {both[1:], []string{"Enter new password: "}, []bool{false}, false, false, errMethod},
	} {
		t.Run(name, func(t *testing.T) {
			a := &authenticator{credentials: &credentials{user: "ops", secret: "pw", hasSecret: true}}
			if _, err := a.next(&ssh.ClientAuthContext{AllowedMethods: test.offered}); err != nil {
				t.Fatal(err)
			}
			answers, err := a.answer("", "", test.questions, test.echos)
			if (err == nil) != test.answered || test.answered && answers[0] != "pw" {
				t.Errorf("answered %d, %v", len(answers), err)
			}
			if answers, err := a.answer("", "", nil, nil); err != nil || len(answers) != 0 {
				t.Errorf("no question: %v", err)
			}
			method, err := a.next(&ssh.ClientAuthContext{AllowedMethods: test.offered})
			if (method != nil) != test.next || err != nil || !errors.Is(a.ended, test.err) {
				t.Errorf("next method %v, %v, %v", method != nil, err, a.ended)
			}
			if !test.next {
				return
			}
			if method, _ := a.next(&ssh.ClientAuthContext{AllowedMethods: test.offered}); method != nil || !errors.Is(a.ended, errRejected) {
				t.Errorf("a third method: %v", a.ended)
			}
		})
	}
}

func TestSecretIsGivenOnceWithinOneMethod(t *testing.T) {
	a := &authenticator{credentials: &credentials{secret: "pw", hasSecret: true}}
	if _, err := a.answer("", "", []string{"Password: "}, []bool{false}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.answer("", "", []string{"Password: "}, []bool{false}); err == nil {
		t.Error("the secret was given a second time")
	}
}

func TestNoMethodInCommon(t *testing.T) {
	a := &authenticator{credentials: &credentials{user: "ops", secret: "pw", hasSecret: true}}
	if m, err := a.next(&ssh.ClientAuthContext{AllowedMethods: []string{"publickey"}}); m != nil || err != nil || !errors.Is(a.ended, errMethod) {
		t.Errorf("%v %v", err, a.ended)
	}
}

func TestEveryClassHasAdvice(t *testing.T) {
	for _, class := range []Class{
		ClassName, ClassUnreachable, ClassConnectionCut, ClassAlgorithms, ClassHostKeyChanged, ClassHostKeyUnknown, ClassHostKeyRevoked,
		ClassNoCredential, ClassAuthRejected, ClassAuthMethod, ClassNoShell, ClassOneChannel, ClassPrompt, ClassWrongPlatform,
		ClassPrivilege, ClassConfigMode, ClassQuestion, ClassTimeout, ClassDisconnected, ClassCanceled,
		ClassUnknownPlatform, ClassCredential, ClassJump, ClassNotTried,
		ClassSecondFactor, ClassPasswordExpired, ClassProtocol,
	} {
		if advice[class] == "" {
			t.Errorf("%s has no advice", class)
		}
	}
	if len(advice) != 27 {
		t.Errorf("%d classes have advice, 27 are listed here", len(advice))
	}
}

// TestCut: the end of the agent's connection is not that of the device's.
func TestCut(t *testing.T) {
	for text, want := range map[string]bool{
		"ssh: handshake failed: EOF": true,
		"ssh: handshake failed: read tcp 192.0.2.1:4000->192.0.2.2:22: read: connection reset by peer": true,
		"ssh: handshake failed: SSH agent: EOF":                                                        false,
		"ssh: unable to authenticate, attempted methods [none], no supported methods":                  false,
	} {
		if got := isCut(errors.New(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
