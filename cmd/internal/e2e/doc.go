// Package e2e tests the whole program against real devices: the strongSwan lab
// of testdata/lab, built on this machine in network namespaces. Its tests need
// root and the build tag e2e; "make e2e" runs them.
package e2e
