package ticket

import (
	"bytes"
	"mime/multipart"
	"net/textproto"

	"fmt"
	"strings"
)

// form is a file as a form (RFC 7578). The same file gives the same bytes.
func form(field string, f *File) (body []byte, kind string, err error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary("ipsec-diag-" + Digest(f.Name, f.SHA256)); err != nil {
		return nil, "", err
	}
	head := textproto.MIMEHeader{}
	name := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "").Replace(f.Name)
	head.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, name))
	head.Set("Content-Type", bundleType)
	part, err := w.CreatePart(head)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(f.Data); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return out.Bytes(), w.FormDataContentType(), nil
}

const bundleType = "application/gzip"
