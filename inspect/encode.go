package inspect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

// maxReport bounds what ReadReport takes.
var maxReport = strictjson.Limits{Bytes: 8 << 20, Depth: 40, Members: 200000, Number: 32}

// JSON writes the report in its master form, indented, with a line end.
// Runes that are invisible or steer a terminal are written as \u escapes, so
// that the text is harmless to look at and still means the same.
func (r *Report) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("the report could not be written as JSON: a value in it is not JSON")
	}
	return append(escapeInvisible(text), '\n'), nil
}

// escapeInvisible works on JSON text, in which such runes occur only inside
// strings.
func escapeInvisible(text []byte) []byte {
	if isPlain(text) {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == '\n' || visible.Safe(r):
			out = append(out, text[i:i+size]...)
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += size
	}
	return out
}

func isPlain(text []byte) bool {
	for _, c := range text {
		if c >= 0x7F {
			return false
		}
	}
	return true
}

// IsReport tells the JSON of a report from other evidence, without judging
// whether it is a sound one.
func IsReport(data []byte) bool {
	text := bytes.TrimSpace(data)
	if !bytes.HasPrefix(text, []byte("{")) {
		return false
	}
	v, err := strictjson.Parse(text, maxReport)
	return err == nil && v.Has("findings") && v.Has("verdict")
}

// ReadReport reads a report that JSON wrote.
func ReadReport(data []byte) (*Report, error) {
	v, err := strictjson.Parse(bytes.TrimSpace(data), maxReport)
	if err != nil {
		return nil, fmt.Errorf("this is not a report of edov: %w", err)
	}
	if !v.Has("schema") || !v.Has("findings") || !v.Has("headline") {
		return nil, fmt.Errorf("this is not a report of edov: schema, headline or findings is missing")
	}
	r := new(Report)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("this is not a report of edov: a member has an unexpected type")
	}
	if r.Schema < 1 || r.Schema > ReportSchema {
		return nil, fmt.Errorf("this report has schema %d; this edov reads %d", r.Schema, ReportSchema)
	}
	if r.Origin == flow.OriginRegistration && r.Registration == nil || r.Origin == flow.OriginClerk && r.Clerk == nil {
		return nil, fmt.Errorf("this is not a report of edov: what it is about is missing")
	}
	r.settle()
	return r, nil
}
