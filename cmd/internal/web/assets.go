package web

import (
	"embed"
	"net/http"
)

//go:embed assets
var assetFiles embed.FS

// assets serves the style sheet, the script and the icon. They may be kept a
// while: there is nothing of the fleet in them.
func assets() http.Handler {
	files := http.FileServerFS(assetFiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path[len(r.URL.Path)-1] == '/' {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=3600")
		files.ServeHTTP(w, r)
	})
}
