// Package hygiene tests the repository itself, so that its order does not
// depend on habit. It holds no code.
package hygiene
