# nat-faults.sh: what can be wrong with address translation in between. Read by lab.sh after faults.sh.
# br1 has a private address and the router translates it: hq sees 203.0.113.1 and a port of the router's choice.

NAT_PUBLIC=203.0.113.1
NAT_PRIVATE=192.168.10.2

# behind_nat: br1 moves behind the translation; call it before start nat.
behind_nat() { ADDR[br1]=$NAT_PRIVATE ROUTER[br1]=192.168.10.1; }

# nat: the router has the public address, translates what comes from br1, and like any such box drops what it has
# no mapping for.
nat() {
	ip -n "${P}inet" addr add "$NAT_PUBLIC/32" dev lo
	enter inet nft -f - <<-E
		table ip nat {
		chain post { type nat hook postrouting priority 100;
		ip saddr $NAT_PRIVATE oifname "hq" ip protocol udp snat to $NAT_PUBLIC:20000-60000 random
		ip saddr $NAT_PRIVATE oifname "hq" snat to $NAT_PUBLIC
		}
		chain input { type filter hook input priority 0;
		iifname "hq" ip daddr 203.0.113.0/24 ip protocol udp drop
		}
		}
	E
}

# nat_moves: the router gets another public address and forgets its mappings, as after a new dial-in.
nat_moves() {
	ip -n "${P}inet" addr del "$NAT_PUBLIC/32" dev lo
	ip -n "${P}inet" addr add 203.0.113.99/32 dev lo
	enter inet nft -f - <<-E
		table ip nat {
		chain forget { type filter hook prerouting priority raw;
		ct zone set 2
		}
		chain newaddress { type nat hook postrouting priority 90;
		ip saddr $NAT_PRIVATE oifname "hq" ip protocol udp snat to 203.0.113.99:20000-60000 random
		}
		}
	E
}

DESC[nat-psk-mismatch]='NAT in between: the pre-shared keys differ'
f_nat_psk_mismatch() { behind_nat; C[br1.psk]=Tr0ub4dor; start nat && wait_log br1 "$refused"; }
DESC[nat-id-private]='NAT in between: br1 calls itself by its private address, hq expects the public one'
f_nat_id_private() { behind_nat; C[br1.lid]=$NAT_PRIVATE C[hq.rid]=$NAT_PUBLIC; start nat && wait_log br1 "$refused"; }
DESC[nat-wrong-remote-addr]='NAT in between: hq is configured for the private address of br1'
f_nat_wrong_remote_addr() { behind_nat; C[hq.raddr]=$NAT_PRIVATE; start nat && wait_log br1 "$refused"; }
DESC[nat-ts-mismatch]='NAT in between: br1 asks for 10.9.0.0/16 behind hq, hq offers 10.1.0.0/16'
f_nat_ts_mismatch() { behind_nat; C[br1.rts]=10.9.0.0/16; start nat && wait_log br1 TS_UNACCEPTABLE; }

DESC[nat-udp4500-blocked]='NAT in between: UDP 4500 is dropped on the path, UDP 500 passes'
f_nat_udp4500_blocked() { behind_nat; impatient; start nat_4500 && wait_log br1 'giving up'; }
nat_4500() { nat && block 'udp dport 4500' 'udp sport 4500'; }

DESC[nat-no-forward]='NAT in between: hq initiates, and nothing forwards to br1, which waits'
f_nat_no_forward() {
	behind_nat; impatient; C[hq.start]=start C[br1.start]=none
	start nat && wait_log hq 'giving up'
}

DESC[nat-oneway-esp-return-dropped]='NAT in between: ESP in UDP from hq to br1 is dropped on the path, IKE passes'
f_nat_oneway_esp_return_dropped() {
	behind_nat
	start nat && wait_up && block "iifname \"hq\" $ESP_IN_UDP" && traffic br1
}

DESC[nat-mapping-expired]='NAT in between: the mapping of br1, which sends no keepalives, has expired; hq sends to it'
f_nat_mapping_expired() {
	behind_nat; both dpd 0s 0s; C[br1.charon]='keep_alive = 0'
	start nat_forgetful && wait_up && enter br1lan ping -n -q -c 5 -i 0.2 "${LANHOST[hq]}" && sleep 5 && traffic hq && sleep 18
}
nat_forgetful() {
	nat && enter inet sysctl -qw net.netfilter.nf_conntrack_udp_timeout=3 net.netfilter.nf_conntrack_udp_timeout_stream=3
}

DESC[nat-address-changed]='NAT in between: its public address changed under the tunnel, MOBIKE off: hq sends to the old one'
f_nat_address_changed() {
	behind_nat; both conn_extra 'mobike = no' 'mobike = no'; both dpd 0s 0s
	start nat && wait_up && traffic br1 && nat_moves && traffic br1
}

DESC[nat-peer-given-up]='NAT in between: its public address changed while the tunnel was idle; hq gave up, br1 does not know'
f_nat_peer_given_up() {
	behind_nat; impatient; both conn_extra 'mobike = no' 'mobike = no'; both dpd 1s 0s
	start nat && wait_up && nat_moves && wait_log hq 'giving up' 20 && traffic br1
}
