package collector

// advice is one sentence for each class: what a person does next.
var advice = map[Class]string{
	ClassName:            "Check the address in the inventory and this machine's DNS",
	ClassJump:            "Nothing is known about the device behind it: look at the jump host first",
	ClassUnreachable:     "Check from this machine that the device's SSH port answers (route, firewall, access list on its VTY lines)",
	ClassConnectionCut:   "The device closed the connection before login: look for an access list, all VTY lines in use, or a quiet period after failed logins",
	ClassAlgorithms:      "Set the SSH profile of this device to \"legacy\" if it is an old device; nothing weaker is tried on its own",
	ClassHostKeyChanged:  "Find out whether the device was replaced or its key renewed; only then remove the old line from the known_hosts file or correct host_key",
	ClassHostKeyUnknown:  "Compare the fingerprint with the device's console and add it to known_hosts or as host_key in the inventory",
	ClassHostKeyRevoked:  "Do not log in with any secret: the key is marked as stolen or withdrawn; have a new one made on the device, and ask who revoked it",
	ClassNoCredential:    "Give the device a login: a key file, the SSH agent, or a password reference (env:, file:, cmd:, ask)",
	ClassNotTried:        "Correct the secret first; --keep-going-on-auth-failure tries it on every device, which may lock the account",
	ClassAuthRejected:    "Check user name and secret; only one secret is tried, so that no account is locked out",
	ClassAuthMethod:      "Give the device a credential of a kind that it accepts",
	ClassSecondFactor:    "Give this login an account or a key that needs no second factor here; whether the password is right is not known",
	ClassPasswordExpired: "Log in by hand and change the password; it is never changed here",
	ClassProtocol:        "The device's SSH software breaks the protocol in a way that this client cannot overlook",
	ClassNoShell:         "The login works but a terminal is refused: check the account's privilege and whether all VTY lines are in use",
	ClassOneChannel:      "Set transport: shell for this device, which runs all commands in one channel",
	ClassPrompt:          "Log in by hand and see what is shown; check that the platform in the inventory is right",
	ClassWrongPlatform:   "Correct the platform in the inventory",
	ClassPrivilege:       "Check the enable secret; it is tried once only",
	ClassConfigMode:      "The session was in a configuration mode and was closed with nothing more sent; check for an autocommand on the login",
	ClassQuestion:        "The device asked a question that is never answered, so the session was closed; log in by hand to see it",
	ClassTimeout:         "The device is slow or hangs: try again with a longer timeout, and look at its CPU",
	ClassDisconnected:    "The connection broke while collecting: try again, and check idle timeouts and the path (an MTU problem cuts long outputs)",
	ClassCanceled:        "Stopped on request; what had been answered is kept",
	ClassUnknownPlatform: "Name the platform in the inventory or with --platform",
	ClassCredential:      "Check the credential reference and that what it points to can be read",
}

// failure makes the error of a class, with the class's advice.
func failure(class Class, device, detail string, cause error) *Error {
	return &Error{Class: class, Device: device, Detail: detail, Advice: advice[class], cause: cause}
}
