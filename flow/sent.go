package flow

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"edov/flow/mask"
	"edov/flow/strictjson"
)

// This file takes what a run sent out of the Session that it makes. A server may
// echo it anywhere: in claims, in its metadata, in what is read later of the
// user. Nothing has to remember that, since every text of a Session is looked at.

// sending adds to what is taken out of the Session.
func (a *attempt) sending(values ...Secret) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sent = append(a.sent, values...)
}

// hideSent takes what was sent out of the finished Session. A value that is
// public too, such as a client ID that was pasted for the secret, is no secret;
// without it nobody could read the report.
func (a *attempt) hideSent() {
	s := a.session
	values := append(slices.Clone(a.sent), a.c.Secret)
	if s.Tokens != nil {
		values = append(values, NewSecret(s.Tokens.AccessToken.Compact()))
		if s.Tokens.refresh != nil {
			values = append(values, *s.Tokens.refresh)
		}
	}
	public := strings.Join([]string{a.c.ClientID, a.c.Tenant, a.c.RedirectURI, a.c.authorityURL(), string(s.Origin)}, " ")
	values = slices.DeleteFunc(values, func(v Secret) bool { return strings.Contains(public, v.Reveal()) })
	sent := newScrubber(values...)
	sent.pieces.leave(public)
	s.sent = &sent
	s.hideSent()
}

// hideSent takes what the run sent out of all that the Session holds by now. The
// request is the user's own words and what edov chose to show.
func (s *Session) hideSent() {
	if s.sent == nil {
		return
	}
	request := s.Request
	s.sent.all(reflect.ValueOf(s).Elem())
	s.Request = request
}

// all scrubs every text below a value, and lets tokens know what to hide: they
// are kept as they are, for their signatures.
func (s *scrubber) all(v reflect.Value) {
	switch value := v.Interface().(type) {
	case time.Time:
		return
	case Token:
		value.sent = s
		v.Set(reflect.ValueOf(value))
		return
	case json.RawMessage:
		if clean := s.document(value); !bytes.Equal(clean, value) {
			v.SetBytes(clean)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			s.all(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				s.all(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			s.all(v.Index(i))
		}
	case reflect.String:
		if text := v.String(); s.hide(text) != text { // others may be reading what needs no change
			v.SetString(s.hide(text))
		}
	}
}

// document scrubs JSON that is kept as it came.
func (s *scrubber) document(raw json.RawMessage) json.RawMessage {
	v, err := strictjson.Parse(raw, strictjson.Limits{})
	if err != nil {
		return nil // cannot be: it was read before it was kept
	}
	before := v.Compact()
	if after := eachText(v, s.hide).Compact(); after != before {
		return json.RawMessage(after)
	}
	return raw
}

// hide takes out of a text what was sent, and what has the form of a credential.
func (s *scrubber) hide(text string) string { return mask.Text(s.text(text)) }

// Hide takes out of a text of the token's what the run that got it had sent, and
// what has the form of a credential.
func (t Token) Hide(text string) string {
	if t.sent == nil {
		return mask.Text(text)
	}
	return t.sent.hide(text)
}

// HideIn is Hide for all texts in a value.
func (t Token) HideIn(v strictjson.Value) strictjson.Value { return eachText(v, t.Hide) }

// hidePart is the header or the claims of a token as they may be saved: as they
// came, where nothing in them has to be hidden.
func (t Token) hidePart(part string) string {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return t.Hide(part)
	}
	shown := string(raw)
	if v, err := strictjson.Parse(raw, strictjson.Token); err == nil {
		before := v.Compact()
		if after := t.HideIn(v).Compact(); after != before {
			shown = after
		}
	} else {
		shown = t.Hide(shown)
	}
	if shown == string(raw) {
		return part
	}
	return base64.RawURLEncoding.EncodeToString([]byte(shown))
}
