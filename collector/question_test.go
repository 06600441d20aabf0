package collector

import "testing"

// TestKindOfQuestion: the password goes to what is known to ask for it, and to
// nothing else.
func TestKindOfQuestion(t *testing.T) {
	for kind, questions := range map[questionKind][]string{
		asksPassword: {
			"Password:", "Password: ", "password", "\r\nPassword: ", "PASSWORD: ", "Enter password:", "Please enter your password: ",
			"ops's password: ", "ops@fw1.example.net's password: ", "Password for ops@198.51.100.7:", "Password for ops: ", "(ops@198.51.100.7) Password: ",
			"user's password:", "User password:", "RADIUS Password: ", "TACACS+ password:", "Enter RADIUS password: ", "LDAP Password: ", "AD password:",
			"UNIX password: ", "Windows Password: ", "Domain password:", "Login password:", "Passwd:", "First Factor: ",
			"Passwort: ", "Passwort für ops: ", "Kennwort:", "Mot de passe : ", "Contraseña: ", "Senha: ", "Wachtwoord: ", "Lösenord: ", "Hasło: ", "Heslo: ",
			"Пароль: ", "パスワード: ", "密码：", "密碼：", "암호: ", "用户密码:", "User Access Verification\n\nPassword: ", "Authorised use only; code of conduct applies\nPassword:",
		},
		asksSecondFactor: {
			"Verification code: ", "Enter PASSCODE: ", "PASSCODE:", "OTP: ", "One-time password (OATH) for `ops': ", "One time password:", "Password + OTP: ",
			"Passcode or option (1-2): ", "Duo two-factor login for ops\n\nEnter a passcode or select one of the following options:\n 1. Duo Push\nPasscode or option (1-1): ",
			"Token: ", "Enter token code:", "Enter your new PIN:", "Response: ", "Second Factor (optional): ", "Yubikey for `ops': ", "Einmalpasswort: ", "动态密码:",
			"验证码：", "ワンタイムパスワード: ", "Código de verificación: ", "otp-md5 498 dv0123 ext\nPassword: ", "Enter the PASSCODE of your token\nPassword:", "Password and code:",
		},
		asksNewPassword: {
			"New password: ", "Enter new password:", "Retype new password: ", "(current) UNIX password: ", "Current password:", "Old Password: ", "Confirm password: ",
			"Verify password:", "Neues Passwort: ", "Nouveau mot de passe : ", "新密码：", "Новый пароль: ",
		},
		asksAcceptance:  {"Do you accept and acknowledge the statement above ? (yes/no) : "},
		unknownQuestion: {"", "  ", "Name: ", "login:", "Secret: ", "Passphrase:", "Password hint for the operator on duty:", "Password: Password: ", "Continue? [y/n]", "Is this your password (yes/no)?"},
	} {
		for _, q := range questions {
			if got := kindOf("", q, kind == asksAcceptance, "ops"); got != kind {
				t.Errorf("%q is %d, want %d", q, got, kind)
			}
		}
	}
}

func TestKindOfQuestionMindsItsSurroundings(t *testing.T) {
	for _, test := range []struct {
		around, question, user string
		visible                bool
		want                   questionKind
	}{
		{"RSA SecurID Authentication", "Password: ", "ops", false, asksSecondFactor},
		{"Use your token code as password.", "Password: ", "ops", false, asksSecondFactor},
		{"Violations are punished under the penal code.", "Password: ", "ops", false, asksPassword},
		{"", "Password: ", "ops", true, unknownQuestion},
		{"", "new-token's password: ", "new-token", false, asksPassword},
		{"", "Password for otp@code.example.net: ", "otp", false, asksPassword},
		{"", "Password for a: ", "a", false, asksPassword},
	} {
		if got := kindOf(test.around, test.question, test.visible, test.user); got != test.want {
			t.Errorf("%q above %q is %d, want %d", test.around, test.question, got, test.want)
		}
	}
}
