package ticket

import "strings"

// adf is a text as a code block of the Atlassian Document Format, version 1
// (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/).
func adf(text string) map[string]any {
	return map[string]any{"type": "doc", "version": 1, "content": []any{
		map[string]any{"type": "codeBlock", "attrs": map[string]any{"language": "text"}, "content": []any{
			map[string]any{"type": "text", "text": text},
		}},
	}}
}

// adfText is the text of a document; blocks end with a line.
func adfText(node any) string {
	n, ok := node.(map[string]any)
	if !ok {
		return ""
	}
	var out strings.Builder
	if text, ok := n["text"].(string); ok {
		out.WriteString(text)
	}
	if n["type"] == "hardBreak" {
		out.WriteString("\n")
	}
	list, _ := n["content"].([]any)
	for _, child := range list {
		out.WriteString(adfText(child))
	}
	switch n["type"] {
	case "paragraph", "codeBlock", "heading", "listItem":
		out.WriteString("\n")
	case "blockquote": // what somebody quotes is not ours
		return "> " + strings.ReplaceAll(out.String(), "\n", "\n> ")
	}
	return out.String()
}
