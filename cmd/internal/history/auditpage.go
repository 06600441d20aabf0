package history

import "context"

// AuditPage returns requests as the audit keeps them, the newest first, and how
// many there are in all.
func (s *Store) AuditPage(ctx context.Context, offset, most int) (list []Noted, total int, err error) {
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM audit").Scan(&total); err != nil {
		return nil, 0, s.explain(err)
	}
	rows, err := s.read.QueryContext(ctx, "SELECT at, who, action, detail FROM audit ORDER BY id DESC LIMIT $1 OFFSET $2", most, offset)
	if err != nil {
		return nil, 0, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n Noted
		var when int64
		if err := rows.Scan(&when, &n.Who, &n.Action, &n.Detail); err != nil {
			return nil, 0, err
		}
		n.At = at(when)
		list = append(list, n)
	}
	return list, total, s.explain(rows.Err())
}
