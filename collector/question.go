package collector

import (
	"regexp"
	"strings"
)

// A questionKind is what a keyboard-interactive question (RFC 4256) asks for.
type questionKind int

const (
	unknownQuestion questionKind = iota
	asksPassword
	asksAcceptance   // of a statement, before the login (PAN-OS)
	asksSecondFactor // a one-time code, a token, a push
	asksNewPassword  // the password has expired and is to be changed
)

// The words for a password, in the languages PAM and vendors are translated to.
const passwordWord = `(?:pass ?word|passwd|passwort|kennwort|mot de passe|contraseña|contrasena|senha|palavra[- ]passe|` +
	`wachtwoord|lösenord|passord|adgangskode|salasana|hasło|haslo|heslo|jelszó|jelszo|parola|parolă|şifre|lozinka|geslo|` +
	`пароль|κωδικός|パスワード|密码|密碼|口令|암호|비밀번호|first factor)`

var (
	// passwordQuestion is a whole question to which the login's password is the
	// answer. What is not written here is not answered: a secret given to
	// another question is a secret given away, and a failed login as well.
	passwordQuestion = regexp.MustCompile(`(?i)^(?:\([^)]*\) ?)?` +
		`(?:(?:please )?(?:enter|type|input|give|provide|saisissez|introduzca|digite|inserire|geben sie|请输入|請輸入) ?)?` +
		`(?:(?:your|the|ihr|ihre|votre|le|su|la|tu|sua|a|user|user's|users|login|account|network|ssh|radius|tacacs\+?|aaa|ldap|ad|active directory|` +
		`domain|windows|unix|linux|kerberos|local|remote|system|admin|administrator|device|router|switch|cli|vpn|server|用户|用戶|的) ?)*` +
		passwordWord +
		`(?: (?:ein|eingeben|for|of|für|von|de|du|pour|para|do|di|van|voor|av|för|til) \S+(?: (?:user|on|at) ?\S*)?| ?\(user\)| \[user\]| ein)?` +
		`\s*[:：>?.]*$`)
	changeWord = regexp.MustCompile(`(?i)\b(?:new|re-?enter|retype|repeat|again|confirm|verify|current|old|change|expired|` +
		`neues|altes|aktuelles|nouveau|ancien|actuel|nueva|actual|nova|nuova|nieuw|nytt)\b|新|нов|текущ`)
	factorWord = regexp.MustCompile(`(?i)\b(?:one[- ]?time|otp|h?otp|totp|pass ?codes?|tokens?|tokencode|securid|verification|verify|codes?|duo|2fa|mfa|` +
		`two[- ]?factor|second factor|multi-?factor|authenticator|challenge|response|oath|yubikey|pin|s/key|otp-\w+|push|dynamic|` +
		`einmal\pL*|bestätigungs\pL*|usage unique|un solo uso|monouso|c[oó]digo|codice|kod)\b|code\b|ワンタイム|コード|动态|動態|验证码|驗證碼|인증|код`)
	// factorStated are words around the question that turn even "Password:"
	// into a question for a code. Legal texts must not match.
	factorStated = regexp.MustCompile(`(?i)one[- ]?time pass|\botp\b|otp-(?:md4|md5|sha1)|s/key|passcode|token ?code|verification code|authenticator|securid|duo two-factor|two-factor login`)
	acceptance   = regexp.MustCompile(`(?i)^do you accept(?: and acknowledge)? the statement above ?\? ?\(yes/no\) ?:?$`)
	// changeStated are texts without a question that say why the login ends.
	changeStated = regexp.MustCompile(`(?i)password (?:has |is )?expired|(?:must|required to|need to|have to) change (?:your|the) password|change your password (?:now|immediately)|account (?:has |is )?expired`)
)

// kindOf tells what a question asks for. Around is the name and the
// instruction that stand above it (RFC 4256, section 3.2).
func kindOf(around, question string, visible bool, user string) questionKind {
	lines := strings.Split(strings.TrimSpace(plainWords(question)), "\n")
	last := withoutName(strings.TrimSpace(lines[len(lines)-1]), user)
	above := around + "\n" + strings.Join(lines[:len(lines)-1], "\n")
	word := passwordWords.MatchString(last)
	switch {
	case acceptance.MatchString(last):
		return asksAcceptance
	case word && changeWord.MatchString(last):
		return asksNewPassword
	case factorWord.MatchString(last), factorStated.MatchString(above):
		return asksSecondFactor
	case !visible && passwordQuestion.MatchString(last):
		return asksPassword
	}
	return unknownQuestion
}

var passwordWords = regexp.MustCompile(`(?i)` + passwordWord)

// withoutName replaces the user's name, with "@host" or not, which may itself
// hold any of the words that are looked for.
func withoutName(question, user string) string {
	if user == "" {
		return question
	}
	name := regexp.MustCompile(`(?i)(^|[^\pL\pN_-])` + regexp.QuoteMeta(user) + `(?:@[^\s':)]+)?($|[^\pL\pN_-])`)
	return name.ReplaceAllString(question, "${1}user${2}")
}

// plainWords drops what is not text but the line ends.
func plainWords(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n':
			return c
		case c == '\t' || c == '\u00a0' || c == '\u3000':
			return ' '
		case c < ' ' || c == 0x7f:
			return -1
		}
		return c
	}, text)
}

// asksForMore is what a reading asks after a silence during the login: whether
// the device wants a second factor or a new password, in the terminal.
func asksForMore(buf []byte) ending {
	line := strings.TrimSpace(render(string(lastLine(buf))))
	if moreIn(line) != "" {
		return asksQuestion
	}
	return unfinished
}

// moreIn returns the class of failure that a question in the terminal means, or
// nothing.
func moreIn(line string) Class {
	if !strings.HasSuffix(line, ":") {
		return ""
	}
	switch kindOf("", line, false, "") {
	case asksSecondFactor:
		return ClassSecondFactor
	case asksNewPassword:
		return ClassPasswordExpired
	}
	return ""
}
