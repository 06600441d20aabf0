# faults.sh: what can be wrong in the lab. Read by lab.sh.
# Each fault is a line of DESC and a function f_NAME that sets C, calls start and returns once the symptoms
# show. br1 initiates, hq responds. What a fault leaves running lives in a node and ends with it.

both() { C[hq.$1]=$2; C[br1.$1]=$3; }
impatient() { both retransmit 0.25 0.25; } # for silence: gives up after 4.1 s
pubkey() { both lauth pubkey pubkey; both rauth pubkey pubkey; both psk '' ''; both cert hq br1; }
v1() { both version 1 1; }

# wait_log NODE REGEX [SECONDS [COUNT]]: until the charon log of NODE has COUNT lines that match.
wait_log() {
	poll "${3:-15}" log_has "$1" "$2" "${4:-1}" || { say "no line '$2' in the log of $1"; return 1; }
}
log_has() { [ "$(enter "$1" grep -cE -- "$2" /var/log/charon.log 2>/dev/null)" -ge "$3" ]; }

installed() { enter "$1" swanctl --list-sas 2>/dev/null | grep -q INSTALLED; }
wait_up() { poll 15 installed br1 && poll 15 installed hq || { say "the tunnel did not come up"; return 1; }; }

# traffic FROM [TO]: the LAN host behind FROM pings one behind the other end, until the node ends.
traffic() {
	enter_bg "${1}lan" ping -n -q -i 0.2 "${2:-${LANHOST[$(peer "$1")]}}"
	sleep 2
}

# block RULE...: the router drops what matches.
block() {
	local r
	{
		echo 'table inet fault {'
		echo 'chain forward { type filter hook forward priority 0; policy accept;'
		for r in "$@"; do echo "$r counter drop"; done
		printf '}\n}\n'
	} | enter inet nft -f -
}
unblock() { enter inet nft delete table inet fault; }
block_all() { block 'ip saddr != 0.0.0.0'; }
ESP_IN_UDP='udp dport 4500 @th,64,32 != 0' # not IKE: no four zero bytes after the UDP header
refused='AUTHENTICATION_FAILED|AUTH_FAILED|NO_PROPOSAL_CHOSEN'

DESC[healthy-traffic]='nothing is wrong; pings cross the tunnel'
f_healthy_traffic() { start && wait_up && traffic br1; }
DESC[healthy-idle]='nothing is wrong; no traffic'
f_healthy_idle() { start && wait_up; }
DESC[healthy-cert]='nothing is wrong; certificates on both ends, traffic'
f_healthy_cert() { pubkey; start && wait_up && traffic br1; }
DESC[nat-br1]='nothing is wrong; br1 sits behind a NAT'
f_nat_br1() { C[hq.raddr]=%any; start nat_br1 && wait_up && traffic br1; }
nat_br1() {
	enter inet nft -f - <<-E
		table ip nat {
		chain post { type nat hook postrouting priority 100;
		ip saddr 203.0.113.1 oifname "hq" masquerade random
		}
		}
	E
}

DESC[psk-mismatch]='the pre-shared keys differ'
f_psk_mismatch() { C[br1.psk]=Tr0ub4dor; start && wait_log br1 "$refused"; }
DESC[psk-missing]='hq has no pre-shared key for br1'
f_psk_missing() { C[hq.psk]=; start && wait_log br1 "$refused"; }
DESC[id-mismatch]='br1 calls itself branch1.example.com, hq expects br1.example.com'
f_id_mismatch() { C[br1.lid]=branch1.example.com; start && wait_log br1 "$refused"; }
DESC[id-mismatch-remote]='br1 expects hq to be vpn.example.com, hq is hq.example.com'
f_id_mismatch_remote() { C[br1.rid]=vpn.example.com; start && wait_log br1 "$refused"; }
DESC[auth-method-mismatch]='br1 uses a pre-shared key, hq wants a certificate'
f_auth_method_mismatch() { both psk same-key same-key; both cert hq br1; C[hq.lauth]=pubkey; C[hq.rauth]=pubkey; C[br1.rauth]=pubkey; start && wait_log br1 "$refused"; }
DESC[cert-expired]='the certificate of br1 has expired'
f_cert_expired() { pubkey; C[br1.cert]=br1expired; start && wait_log br1 "$refused"; }
DESC[cert-expired-hq]='the certificate of hq has expired: br1 refuses what hq believes is up'
f_cert_expired_hq() { pubkey; C[hq.cert]=hqexpired; start && wait_log hq 'received DELETE'; }
DESC[cert-unknown-ca]='the certificate of br1 is of an authority that hq does not know'
f_cert_unknown_ca() { pubkey; C[br1.cert]=br1other; start && wait_log br1 "$refused"; }
DESC[clock-skew-behind]='the clock of br1 is 400 days behind: certificates are not valid yet there'
f_clock_skew_behind() { pubkey; C[br1.clock]=-400d; start && wait_log hq 'N.AUTH_FAILED|received DELETE'; }
DESC[ike-proposal-mismatch]='br1 offers aes128 for IKE, hq wants aes256'
f_ike_proposal_mismatch() { C[br1.prop]=aes128-sha256-modp2048; start && wait_log br1 "$refused"; }
DESC[dh-mismatch]='br1 wants group ecp256 only, hq modp2048 only'
f_dh_mismatch() { C[br1.prop]=aes256-sha256-ecp256; start && wait_log br1 "$refused"; }
DESC[ike-version-mismatch]='br1 speaks IKEv1 only, hq IKEv2 only'
f_ike_version_mismatch() { C[br1.version]=1; start && wait_log br1 "$refused"; }
DESC[no-config]='hq has loaded no connection'
f_no_config() { C[hq.load]=no; start && wait_log br1 "$refused"; }
DESC[wrong-remote-addr]='hq is configured for another address of br1'
f_wrong_remote_addr() { C[hq.raddr]=203.0.113.77; start && wait_log br1 "$refused"; }
DESC[esp-proposal-mismatch]='br1 offers aes128-sha256 for ESP, hq wants aes256gcm16'
f_esp_proposal_mismatch() { C[br1.esp]=aes128-sha256; start && wait_log br1 "$refused"; }

DESC[pfs-mismatch]='br1 has no PFS, hq requires modp2048: up at first, dies at the first rekey'
f_pfs_mismatch() {
	both esp aes256gcm16-modp2048 aes256gcm16
	both child_extra 'rekey_time = 1h' 'rekey_time = 2s\nlife_time = 6s\nrand_time = 0s'
	start && wait_up && traffic br1 && wait_log br1 'closing expired|deleting' && wait_log br1 'keeping IKE_SA' 5 2
}

DESC[ts-mismatch]='br1 asks for 10.9.0.0/16 behind hq, hq offers 10.1.0.0/16'
f_ts_mismatch() { C[br1.rts]=10.9.0.0/16; start && wait_log br1 TS_UNACCEPTABLE; }
DESC[ts-narrowed]='hq offers 10.1.0.0/24 only, br1 asks for 10.1.0.0/16: hosts outside are unreachable'
f_ts_narrowed() { C[hq.lts]=10.1.0.0/24; start && wait_up && traffic br1 && traffic br1 10.1.5.10; }
DESC[peer-unreachable]='the router drops everything between the gateways'
f_peer_unreachable() { impatient; start block_all && wait_log br1 'giving up'; }
DESC[udp500-blocked]='a firewall on the path drops UDP 500 both ways'
f_udp500_blocked() { impatient; start block 'udp dport 500' && wait_log br1 'giving up'; }
DESC[udp4500-blocked]='a firewall on the path drops UDP 4500 both ways'
f_udp4500_blocked() { impatient; start block 'udp dport 4500' && wait_log br1 'giving up'; }

DESC[ike-reply-blocked]='the answers of hq are dropped on the path'
f_ike_reply_blocked() {
	impatient
	start block 'iifname "hq" udp sport 500' 'iifname "hq" udp sport 4500' && wait_log br1 'giving up'
}

DESC[retrying]='the router drops everything and br1 never stops trying: caught while it waits'
f_retrying() { both conn_extra 'keyingtries = 0' 'keyingtries = 0'; start block_all && wait_log br1 'retransmit 3'; }

DESC[peer-dead]='the daemon of hq is killed; br1 notices by its liveness check and gives up'
f_peer_dead() {
	impatient; C[br1.dpd]=2s
	start && wait_up && traffic br1 && charon_stop hq KILL && wait_log br1 'giving up' 20
}

DESC[peer-restarted]='the daemon of hq was killed and started again; br1 has no liveness check and sends into the void'
f_peer_restarted() {
	C[br1.dpd]=0s
	start && wait_up && traffic br1 && charon_stop hq KILL && strongswan_start hq && sleep 1
}

DESC[daemon-down]='the daemon of hq was stopped in good order'
f_daemon_down() { start && wait_up && charon_stop hq TERM && wait_log br1 'IKE_SA deleted'; }

DESC[closed-by-command]='somebody closed the tunnel at br1 three times, opened it twice and left it'
f_closed_by_command() {
	local i
	start && wait_up && traffic br1 || return 1
	for i in 1 2 3; do
		[ "$i" = 1 ] || { enter br1 swanctl --initiate --child lan && sleep 1; } || return 1
		enter br1 swanctl --terminate --ike hq || return 1
	done
}

DESC[oneway-esp-return-dropped]='ESP from hq to br1 is dropped on the path, IKE passes'
f_oneway_esp_return_dropped() {
	start && wait_up && block "iifname \"hq\" $ESP_IN_UDP" 'iifname "hq" ip protocol esp' && traffic br1
}

DESC[oneway-esp-forward-dropped]='ESP from br1 to hq is dropped on the path, IKE passes'
f_oneway_esp_forward_dropped() {
	start && wait_up && block "iifname \"br1\" $ESP_IN_UDP" 'iifname "br1" ip protocol esp' && traffic br1 && traffic hq
}

DESC[esp-loss]='three of ten ESP packets from br1 to hq are dropped on the path, one after the other'
f_esp_loss() {
	start && wait_up && block "iifname \"br1\" $ESP_IN_UDP numgen inc mod 10 < 3" 'iifname "br1" ip protocol esp numgen inc mod 10 < 3' &&
		enter_bg br1lan ping -n -q -i 0.02 "${LANHOST[hq]}"
}

DESC[esp-blocked]='ESP is dropped both ways, IKE passes'
f_esp_blocked() { start && wait_up && block "$ESP_IN_UDP" 'ip protocol esp' && traffic br1 && traffic hq; }
DESC[mtu-blackhole]='packets of more than 1300 octets are dropped on the path without a word; no traffic'
f_mtu_blackhole() { start && wait_up && block 'meta length > 1300'; }
DESC[ping-filtered]='br1 does not answer pings; no traffic'
f_ping_filtered() { start && wait_up && enter br1 sysctl -qw net.ipv4.icmp_echo_ignore_all=1; }
DESC[missing-return-route]='the LAN host at hq has no route to the branch'
f_missing_return_route() { start && wait_up && ip -n "${P}hqlan" route del default && traffic br1; }
DESC[gw-no-forwarding]='ip_forward is off on hq'
f_gw_no_forwarding() { start && wait_up && enter hq sysctl -qw net.ipv4.ip_forward=0 && traffic br1; }

DESC[duplicate-ike-sas]='both ends initiate and nothing replaces the other: two IKE SAs'
f_duplicate_ike_sas() {
	both conn_extra 'unique = never' 'unique = never'
	C[hq.start]=start
	start && poll 15 two_ike_sas && traffic br1
}
two_ike_sas() { [ "$(enter hq swanctl --list-sas | grep -c ESTABLISHED)" -ge 2 ]; }

DESC[tunnel-flapping]='the path is cut and restored, three times; br1 starts anew each time'
f_tunnel_flapping() {
	local i
	both retransmit 0.1 0.1
	both dpd 1s 1s
	C[br1.conn_extra]='keyingtries = 0' C[br1.child_extra]='dpd_action = restart'
	start && wait_up && traffic br1 || return 1
	for i in 1 2 3; do
		block_all && wait_log br1 'restarting CHILD_SA' 20 "$i" && unblock && wait_log br1 'CHILD_SA lan.*established' 20 "$((i + 1))" && sleep 1 || return 1
	done
	wait_up
}

DESC[v1-healthy]='nothing is wrong; IKEv1, traffic'
f_v1_healthy() { v1; start && wait_up && traffic br1; }
DESC[v1-psk-mismatch]='IKEv1: the pre-shared keys differ'
f_v1_psk_mismatch() { v1; impatient; C[br1.psk]=Tr0ub4dor; start && wait_log br1 'giving up'; }
DESC[v1-proposal-mismatch]='IKEv1: br1 offers aes128, hq wants aes256'
f_v1_proposal_mismatch() { v1; C[br1.prop]=aes128-sha256-modp2048; start && wait_log br1 "$refused"; }
DESC[v1-ts-mismatch]='IKEv1: br1 asks for 10.9.0.0/16 behind hq'
f_v1_ts_mismatch() { v1; C[br1.rts]=10.9.0.0/16; start && wait_log br1 INVALID_ID_INFORMATION; }
