# libreswan-faults.sh: what can be wrong in the lab with Libreswan; as faults.sh. Read by lab.sh.

# wait_pluto NODE REGEX [SECONDS]: until the log of pluto of NODE has a line that matches.
wait_pluto() { poll "${3:-15}" pluto_has "$1" "$2" || { say "no line '$2' in the log of $1"; return 1; }; }
pluto_has() { enter "$1" sh -c 'cat /var/log/pluto.log 2>/dev/null; journalctl -q -u ipsec --no-pager' | grep -qE -- "$2"; }
up_on() {
	case ${C[$1.kind]} in
	strongswan) installed "$1" ;;
	*) enter "$1" ipsec trafficstatus 2>/dev/null | grep -q inBytes ;;
	esac
}
both_up() { poll 15 up_on br1 && poll 15 up_on hq || { say "the tunnel did not come up"; return 1; }; }
# The guest's nft has no table for both IP versions: the router stops to route, and says nothing.
block_all() { enter inet sysctl -qw net.ipv4.ip_forward=0; }
lsw_v1() { both version no no; both prop aes256-sha2_256-modp2048 aes256-sha2_256-modp2048; }

DESC[lsw-healthy]='Libreswan: nothing is wrong; pings cross the tunnel'
f_lsw_healthy() { libreswan_defaults; start && both_up && traffic br1; }
DESC[lsw-v1-healthy]='Libreswan, IKEv1: nothing is wrong; pings cross the tunnel'
f_lsw_v1_healthy() { libreswan_defaults; lsw_v1; start && both_up && traffic br1; }
DESC[lsw-psk-mismatch]='Libreswan: the pre-shared keys differ'
f_lsw_psk_mismatch() { libreswan_defaults; C[br1.psk]=Tr0ub4dor; start && wait_pluto br1 AUTHENTICATION_FAILED; }
DESC[lsw-v1-psk-mismatch]='Libreswan, IKEv1: the pre-shared keys differ'
f_lsw_v1_psk_mismatch() { libreswan_defaults; lsw_v1; C[br1.psk]=Tr0ub4dor; start && wait_pluto br1 'retransmission|INVALID'; sleep 1; }
DESC[lsw-ike-proposal-mismatch]='Libreswan: br1 offers aes128 for IKE, hq wants aes256'
f_lsw_ike_proposal_mismatch() { libreswan_defaults; C[br1.prop]=aes128-sha2_256-modp2048; start && wait_pluto br1 NO_PROPOSAL_CHOSEN; }
DESC[lsw-esp-proposal-mismatch]='Libreswan: br1 offers aes128-sha2 for ESP, hq wants aes_gcm256'
f_lsw_esp_proposal_mismatch() { libreswan_defaults; C[br1.esp]=aes128-sha2_256; start && wait_pluto br1 NO_PROPOSAL_CHOSEN; }
DESC[lsw-ts-mismatch]='Libreswan: br1 asks for 10.9.0.0/16 behind hq, hq offers 10.1.0.0/16'
f_lsw_ts_mismatch() { libreswan_defaults; C[br1.rts]=10.9.0.0/16; start && wait_pluto br1 TS_UNACCEPTABLE; }
DESC[lsw-id-mismatch]='Libreswan: br1 calls itself branch1.example.com, hq expects br1.example.com'
f_lsw_id_mismatch() { libreswan_defaults; C[br1.lid]=branch1.example.com; start && wait_pluto br1 AUTHENTICATION_FAILED; }
DESC[lsw-peer-unreachable]='Libreswan: the router drops everything between the gateways'
f_lsw_peer_unreachable() { libreswan_defaults; both retransmit 3s 3s; start block_all && wait_pluto br1 'second timeout exceeded'; }
DESC[lsw-v1-pfs-mismatch]='Libreswan, IKEv1: br1 has no PFS, hq requires it'
f_lsw_v1_pfs_mismatch() {
	libreswan_defaults
	lsw_v1
	C[br1.conn_extra]='pfs=no'
	start && wait_pluto hq 'require PFS|NO_PROPOSAL_CHOSEN'
	sleep 1
}
DESC[lsw-pfs-mismatch]='Libreswan: br1 has no PFS, hq requires it: up at first, dies at the first rekey'
f_lsw_pfs_mismatch() {
	libreswan_defaults
	both conn_extra 'pfs=yes' 'pfs=no\n    salifetime=15s\n    rekeymargin=8s\n    rekeyfuzz=0%'
	start && both_up && traffic br1 && wait_pluto br1 NO_PROPOSAL_CHOSEN 20
}
DESC[lsw-peer-dead]='Libreswan: pluto of hq is killed; br1 notices by its liveness check'
f_lsw_peer_dead() {
	libreswan_defaults
	both retransmit 3s 3s
	C[br1.conn_extra]='dpddelay=2s\n    dpdtimeout=6s\n    dpdaction=clear'
	start && both_up && libreswan_stop hq KILL && wait_pluto br1 'liveness|DPD' 20 && sleep 2
}

mixed() { libreswan_defaults br1; C[hq.version]=2; }
DESC[lsw-mixed-healthy]='strongSwan at hq, Libreswan at br1: nothing is wrong; pings cross the tunnel'
f_lsw_mixed_healthy() { mixed; start && both_up && traffic br1; }
DESC[lsw-mixed-psk-mismatch]='strongSwan at hq, Libreswan at br1: the pre-shared keys differ'
f_lsw_mixed_psk_mismatch() { mixed; C[br1.psk]=Tr0ub4dor; start && wait_pluto br1 AUTHENTICATION_FAILED; }
DESC[lsw-mixed-ts-mismatch]='strongSwan at hq, Libreswan at br1: br1 asks for 10.9.0.0/16 behind hq'
f_lsw_mixed_ts_mismatch() { mixed; C[br1.rts]=10.9.0.0/16; start && wait_pluto br1 TS_UNACCEPTABLE; }
