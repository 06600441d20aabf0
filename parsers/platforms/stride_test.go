//go:build !race

package platforms_test

// stride is how far the tests go that cut outputs at every byte.
const stride = 1
