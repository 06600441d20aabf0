// Package bench holds the benchmarks of the whole program. It has no code of
// its own: run them with "make bench".
package bench
