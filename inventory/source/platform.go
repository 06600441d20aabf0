package source

import "strings"

// Platform returns the platform that another program's word stands for, or ""
// for a word that is not known. A word is known only as a whole: "ios" is not
// found in "ios-xr".
func Platform(word string) string {
	word = strings.NewReplacer("_", "-", ".", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(word)))
	return words()[word]
}

// words are what platforms are called by Ansible (ansible_network_os, with and
// without its collection), netmiko, NAPALM and scrapli (Nornir), the slugs that
// NetBox's device type library uses, and the models of Oxidized, with "-" for
// "_", "." and a blank. What is called "linux" may be strongSwan, Libreswan or
// none: it is not here.
func words() map[string]string {
	out := map[string]string{}
	for platform, names := range map[string]string{
		"cisco-ios": "ios iosxe ios-xe cisco-ios-ios cisco-ios cisco-iosxe cisco-ios-xe cisco-xe",
		"cisco-asa": "asa cisco-asa cisco-asa-asa",
		"junos":     "junos juniper juniper-junos junipernetworks-junos-junos",
		"fortios":   "fortios fortigate fortinet fortinet-fortios fortinet-fortios-fortios",
		"panos":     "panos pan-os paloalto-panos palo-alto-panos paloaltonetworks-panos-panos",
		"routeros":  "routeros mikrotik-routeros community-routeros-routeros",
		"vyos":      "vyos vyos-vyos vyos-vyos-vyos vyatta-vyos",
		// Only this program and people call these by name.
		"strongswan": "strongswan",
		"libreswan":  "libreswan",
	} {
		for _, name := range strings.Fields(names) {
			out[name] = platform
		}
	}
	return out
}
