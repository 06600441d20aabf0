package ticket

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// A serviceNow record, by the Table API and the Attachment API
// (https://docs.servicenow.com, "Table API", "Attachment API"). Work notes are a
// journal: they cannot be changed.
type serviceNow struct {
	*client
	limited
	number, table, id string
}

func newServiceNow(c *client, l limited, id string) *serviceNow {
	s := &serviceNow{client: c, limited: l, number: id, table: l.config.Project}
	if table, number, found := strings.Cut(id, "/"); found {
		s.table, s.number = table, number
	}
	if s.table == "" {
		s.table = "incident"
	}
	return s
}

// serviceNowNote is the usual max_length of a journal field.
const serviceNowNote = 4000

func (s *serviceNow) Limits(context.Context) (Limits, error) {
	return s.limits(serviceNowNote, 1024<<20), nil // com.glide.attachment.max_size: 1024 MB
}

func (s *serviceNow) Appends() bool { return true }

func (s *serviceNow) Attaches() string { return "" }

// find looks the record up by its number, once.
func (s *serviceNow) find(ctx context.Context) error {
	if s.id != "" {
		return nil
	}
	if strings.ContainsAny(s.number, "^=") {
		return &Failure{Text: "this is no number of a ticket"}
	}
	var got struct {
		Result []struct {
			SysID string `json:"sys_id"`
		}
	}
	query := url.Values{"sysparm_query": {"number=" + s.number}, "sysparm_fields": {"sys_id,number"}, "sysparm_limit": {"1"}}
	if _, err := s.do(ctx, &call{method: http.MethodGet, path: s.tablePath(), query: query, out: &got}); err != nil {
		return err
	}
	if len(got.Result) == 0 || got.Result[0].SysID == "" {
		return &Failure{Status: http.StatusNotFound, Text: "table " + s.table + " has no " + s.number + " that this user may see: the ticket is gone, or its name is wrong"}
	}
	s.id = got.Result[0].SysID
	return nil
}

func (s *serviceNow) tablePath() string { return "/api/now/table/" + url.PathEscape(s.table) }

func (s *serviceNow) Notes(ctx context.Context) (out []Posted, err error) {
	if err := s.find(ctx); err != nil {
		return nil, err
	}
	var got struct{ Result []struct{ Value string } }
	query := url.Values{"sysparm_query": {"element_id=" + s.id + "^element=work_notes^valueLIKEipsec-diag fingerprint^ORDERBYDESCsys_created_on"},
		"sysparm_fields": {"value"}, "sysparm_limit": {"500"}}
	if _, err := s.do(ctx, &call{method: http.MethodGet, path: "/api/now/table/sys_journal_field", query: query, out: &got}); err != nil {
		return nil, err
	}
	for i := len(got.Result) - 1; i >= 0; i-- {
		if p, ok := posted("", got.Result[i].Value); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// plainCode keeps text from being taken for HTML (glide.ui.security.allow_codetag).
var plainCode = strings.NewReplacer("[code]", "[ code]", "[/code]", "[ /code]")

func (s *serviceNow) Add(ctx context.Context, n *Note) error {
	if err := s.attach(ctx, n.File); err != nil {
		return err
	}
	_, err := s.do(ctx, &call{method: http.MethodPatch, path: s.tablePath() + "/" + s.id, json: map[string]string{"work_notes": plainCode.Replace(n.Text)}})
	return err
}

func (s *serviceNow) Change(ctx context.Context, _ *Posted, n *Note) error { return s.Add(ctx, n) }

func (s *serviceNow) attach(ctx context.Context, f *File) error {
	if f == nil {
		return nil
	}
	var got struct{ Result []struct{} }
	query := url.Values{"sysparm_query": {"table_name=" + s.table + "^table_sys_id=" + s.id + "^file_name=" + f.Name}, "sysparm_limit": {"1"}}
	if _, err := s.do(ctx, &call{method: http.MethodGet, path: "/api/now/attachment", query: query, out: &got}); err != nil {
		return err
	}
	if len(got.Result) > 0 {
		return nil
	}
	query = url.Values{"table_name": {s.table}, "table_sys_id": {s.id}, "file_name": {f.Name}}
	_, err := s.do(ctx, &call{method: http.MethodPost, path: "/api/now/attachment/file", query: query, body: f.Data, contentType: bundleType, shown: fileShown(f)})
	return err
}

// Resolve sets state 6, resolved, or the one that the file names.
func (s *serviceNow) Resolve(ctx context.Context, n *Note) error {
	state := s.config.Resolved
	if state == "" {
		state = "6"
	}
	_, err := s.do(ctx, &call{method: http.MethodPatch, path: s.tablePath() + "/" + s.id, repeatable: true,
		json: map[string]string{"state": state, "close_code": "Resolved by caller", "close_notes": "ipsec-diag found it healthy at " + minute(n.At)}})
	return err
}
