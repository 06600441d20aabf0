//go:build race

package platforms_test

// stride is how far the tests go that cut outputs at every byte. The race
// detector makes them ten times as slow and has nothing to find there; "make
// test" runs them again without it, at every byte.
const stride = 17
