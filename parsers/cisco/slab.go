package cisco

// A Slab hands out short lists from long arrays, because a hub has thousands of
// flows with a list of one or two in each of nine places. The lists cannot grow
// into each other.
type Slab[T any] struct {
	free []T
	size int
}

// List returns a list of n zero values.
func (s *Slab[T]) List(n int) []T {
	if len(s.free) < n {
		s.size = min(max(2*s.size, 8), 512)
		s.free = make([]T, max(n, s.size))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// One returns a list of one value.
func (s *Slab[T]) One(value T) []T {
	out := s.List(1)
	out[0] = value
	return out
}
