# libreswan.sh: Libreswan for the gateways of lab.sh. Read by lab.sh inside the guest of vm.sh.

libreswan_defaults() {
	local n
	for n in ${1:-$GWS}; do
		C[$n.kind]=libreswan
		C[$n.version]=yes
		C[$n.prop]=aes256-sha2_256-modp2048
		C[$n.esp]=aes_gcm256
		C[$n.retransmit]=10s
		C[$n.log]=journal
	done
	C[br1.log]=file # the two places where its log may be
}

# build keeps the nodes if they are there: a process takes long to start in the guest.
eval "anew_$(declare -f build)"
build() {
	local n
	for n in $NODES; do enter "$n" true 2>/dev/null || { anew_build; return; }; done
	for n in $GWS; do
		enter "${n}lan" pkill ping
		enter "$n" bash -c '
			pkill -KILL "pluto|charon-systemd|systemd-journal"
			ip xfrm state flush; ip xfrm policy flush
			rm -rf /var/log/* /run/log/journal/* /run/pluto/* /run/charon.* /etc/swanctl/conf.d/* /etc/ipsec.*
			/lib/systemd/systemd-journald >/dev/null 2>&1 9>&- &
			for i in {1..100}; do journalctl -q >/dev/null 2>&1 && break; sleep 0.05; done'
	done
	enter inet sysctl -qw net.ipv4.ip_forward=1
}

libreswan_configure() {
	local n=$1 e=$S/$1/etc auto=add log=
	[ "${C[$n.start]}" = none ] || auto=start
	[ "${C[$n.log]}" = journal ] || log='logfile=/var/log/pluto.log'
	cp -a "$LAB_PACKAGES"/etc/ipsec.* "$e/"
	cat >"$e/ipsec.conf" <<-E
		config setup
		    $log
		    nssdir=/run/nss
		    ikev1-policy=accept

		conn $(peer "$n")
		    left=${ADDR[$n]}
		    leftid=@${C[$n.lid]}
		    leftsubnet=${C[$n.lts]}
		    right=${C[$n.raddr]}
		    rightid=@${C[$n.rid]}
		    rightsubnet=${C[$n.rts]}
		    authby=secret
		    ikev2=${C[$n.version]}
		    ike=${C[$n.prop]}
		    esp=${C[$n.esp]}
		    auto=$auto
		    retransmit-timeout=${C[$n.retransmit]}
		    $(printf '%b' "${C[$n.conn_extra]}")
	E
	(umask 077; echo "@${C[$n.lid]} @${C[$n.rid]} : PSK \"${C[$n.psk]}\"" >"$e/ipsec.secrets")
}

libreswan_start() {
	local n=$1
	enter "$n" test -d /run/nss || {
		enter "$n" mount -t overlay -o "lowerdir=$LAB_PACKAGES/usr:/usr" overlay /usr &&
			enter "$n" mkdir -p /run/pluto /run/nss &&
			enter "$n" ipsec initnss --nssdir /run/nss >"$S/$n/initnss.txt" 2>&1
	} || die "Libreswan of $n cannot be laid over /usr"
	# in a control group named as systemd's, so that journalctl -u ipsec works without systemd
	enter_bg "$n" bash -c 'mkdir -p /sys/fs/cgroup/'"$P$n"'.slice/ipsec.service
		echo 0 >/sys/fs/cgroup/'"$P$n"'.slice/ipsec.service/cgroup.procs
		exec /usr/libexec/ipsec/pluto --config /etc/ipsec.conf --nofork'
	poll 20 loaded "$n" || die "pluto of $n has no connection"
}
loaded() { enter "$1" ipsec status 2>/dev/null | grep -q 'Total IPsec connections: loaded [1-9]'; }

libreswan_stop() { # libreswan_stop NODE SIGNAL
	enter "$1" bash -c 'pid=$(cat /run/pluto/pluto.pid); kill -'"$2"' $pid
		while grep -qs "^State:.[^ZX]" /proc/$pid/status; do sleep 0.05; done'
}
