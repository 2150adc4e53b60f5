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

// This file removes what a run sent from its Session. A server may repeat it anywhere: in
// claims, in its metadata, in the user's profile. So every text of a Session is examined, and no
// other code has to think of it.

// sending adds to what is removed from the Session.
func (a *attempt) sending(values ...Secret) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sent = append(a.sent, values...)
}

// hideSent removes what was sent from the finished Session. A value that is public too, such as
// a client ID that was pasted as the secret, stays: without it, the report could not be read.
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

// hideSent removes what the run sent from everything in the Session, except the request, which
// has only the user's own settings.
func (s *Session) hideSent() {
	if s.sent == nil {
		return
	}
	request := s.Request
	s.sent.all(reflect.ValueOf(s).Elem())
	s.Request = request
}

// all scrubs every text in a value. Tokens stay as they are, for their signatures, but know what
// to hide.
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
		if text := v.String(); s.hide(text) != text { // others may be reading a text that needs no change
			v.SetString(s.hide(text))
		}
	}
}

// document scrubs JSON that is kept as received.
func (s *scrubber) document(raw json.RawMessage) json.RawMessage {
	v, err := strictjson.Parse(raw, strictjson.Limits{})
	if err != nil {
		return nil // impossible: it was parsed before
	}
	before := v.Compact()
	if after := eachText(v, s.hide).Compact(); after != before {
		return json.RawMessage(after)
	}
	return raw
}

// hide removes from a text what was sent, and anything that looks like a credential.
func (s *scrubber) hide(text string) string { return mask.Text(s.text(text)) }

// Hide removes from a text of the token what its run had sent, and anything that looks like a
// credential.
func (t Token) Hide(text string) string {
	if t.sent == nil {
		return mask.Text(text)
	}
	return t.sent.hide(text)
}

// HideIn is Hide for all texts in a JSON value.
func (t Token) HideIn(v strictjson.Value) strictjson.Value { return eachText(v, t.Hide) }

// hidePart is the header or the claims of a token as they may be saved: unchanged, if nothing in
// them has to be hidden.
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
