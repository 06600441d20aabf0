package ciscoios

// A slab hands out short lists from long arrays, because a hub has thousands of
// flows with a list of one or two in each of nine places. The lists cannot grow
// into each other.
type slab[T any] struct {
	free []T
	size int
}

// list returns a list of n zero values.
func (s *slab[T]) list(n int) []T {
	if len(s.free) < n {
		s.size = min(max(2*s.size, 8), 512)
		s.free = make([]T, max(n, s.size))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// one returns a list of one value.
func (s *slab[T]) one(value T) []T {
	out := s.list(1)
	out[0] = value
	return out
}
