// Package platformtest is the contract every platform passes: a test of a
// platform calls [Run] and a fuzz target calls [Fuzz].
//
// Fixtures lie in one folder. A file "show_crypto_map__no_peer.txt" is the
// output of "show crypto map"; a file that begins with the line
// "#! ip xfrm policy" is the output of the command named there. A ".txtar"
// file holds several outputs of one device, one section per command. Beside
// each stands "<name>.golden.json", the snapshot, written with -update and
// read by eye before it is committed.
package platformtest
