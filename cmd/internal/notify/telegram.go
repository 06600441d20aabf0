package notify

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// telegramAPI is where bots send: https://core.telegram.org/bots/api
const telegramAPI = "https://api.telegram.org"

// telegram sends telegram://TOKEN@telegram?chats=A,B by ourselves: the library
// (v0.13.2) takes a message for sent when the network failed, for it drops every
// error without a body.
func (s *sender) telegram(ctx context.Context, api string, m *Message) (string, error) {
	u, err := url.Parse(s.url)
	if err != nil || u.User == nil {
		return "", &Failure{Text: "the url is no telegram://TOKEN@telegram?chats=ID"}
	}
	said := ""
	for _, chat := range strings.Split(u.Query().Get("chats")+u.Query().Get("channels"), ",") {
		if chat == "" {
			return "", &Failure{Text: "the url names no chat: telegram://TOKEN@telegram?chats=ID"}
		}
		to := fmt.Sprintf("%s/bot%s/sendMessage", api, u.User.String())
		if said, err = s.post(ctx, to, m.Key, map[string]string{"chat_id": chat, "text": cut(text(m))}); err != nil {
			return "", err
		}
	}
	return said, nil
}

// cut keeps a text below what chats take (Telegram 4096, Slack 4000 letters).
func cut(s string) string {
	const most = 3500
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "\n... cut: ipsec-diag history changes has all"
}
