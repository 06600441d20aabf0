#!/bin/sh
# ipsec-diag from cron: mail the short note when something is wrong, and when the
# check itself could not tell. Save it as /usr/local/bin/ipsec-report, then:
#
#   */10 * * * *  ipsec  /usr/local/bin/ipsec-report            (/etc/cron.d/ipsec)
#
# Exit codes: 0 healthy, 1 a warning, 2 critical, 3 not known whether up or down,
# 64 a mistake in the command line, a file or the inventory.
set -u
inventory=${IPSEC_INVENTORY:-/etc/ipsec-diag/inventory.yaml}
history=${IPSEC_HISTORY:-/var/lib/ipsec-diag/runs}
to=${IPSEC_MAILTO:-noc@example.com}

out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
ipsec-diag sweep --inventory "$inventory" --history "$history" --output note >"$out" 2>&1
code=$?

case $code in
0) exit 0 ;;
1) word=WARNING ;;
2) word=CRITICAL ;;
3) word=UNKNOWN ;;
*) word="NOT CHECKED" ;;
esac
mail -s "IPsec $word: $(head -n 1 "$out")" "$to" <"$out"
exit $code
