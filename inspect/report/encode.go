package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"edov/flow"
	"edov/flow/jsonout"
	"edov/flow/strictjson"
	"edov/inspect/proof"
)

// Limits bounds what Read accepts.
var Limits = strictjson.Limits{Bytes: 8 << 20, Depth: 40, Members: 200000, Number: 32}

// JSON writes the report in its master form, indented, with a newline at the end.
func (r *Report) JSON() ([]byte, error) {
	text, err := jsonout.Indented(r)
	if err != nil {
		return nil, fmt.Errorf("can't write the report as JSON: %w", err)
	}
	return text, nil
}

// IsReport tells the JSON of a report from other evidence, without checking whether it is a valid one.
func IsReport(data []byte) bool {
	text := bytes.TrimSpace(data)
	if !bytes.HasPrefix(text, []byte("{")) {
		return false
	}
	v, err := strictjson.Parse(text, Limits)
	return err == nil && v.Has("findings") && v.Has("verdict")
}

// Read reads a report that JSON wrote. It refuses what is not a report, one of a later schema, and one that
// contradicts itself.
func Read(data []byte) (*Report, error) {
	v, err := strictjson.Parse(bytes.TrimSpace(data), Limits)
	if err != nil {
		return nil, fmt.Errorf("not an edov report: %w", err)
	}
	if !v.Has("schema") || !v.Has("findings") || !v.Has("headline") {
		return nil, errors.New("not an edov report: schema, headline or findings is missing")
	}
	r := new(Report)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, errors.New("not an edov report: a member has an unexpected type")
	}
	if slices.Contains(r.Findings, nil) {
		return nil, errors.New("not an edov report: a finding is null")
	}
	for i := range r.Products {
		if p := &r.Products[i]; p.Product == nil { // none of its members is there
			p.Product = new(proof.Product)
		}
	}
	if r.Kind != "" && r.Kind != Kind { // a report of an earlier version has none
		return nil, errors.New("not an edov report: its kind is another")
	}
	r.Kind = Kind
	if r.Schema < 1 || r.Schema > Schema {
		return nil, fmt.Errorf("this report has schema %d; this version of edov reads schema %d", r.Schema, Schema)
	}
	if r.Origin == flow.OriginRegistration && r.Registration == nil || r.Origin == flow.OriginClerk && r.Clerk == nil {
		return nil, errors.New("not an edov report: the app registration or Clerk instance that it is about is missing")
	}
	if what := r.strange(); what != "" {
		return nil, errors.New("not an edov report: the " + what + " is none that this version of edov knows")
	}
	if why := r.contradiction(); why != "" {
		return nil, fmt.Errorf("this report contradicts itself: %s", why)
	}
	r.settle()
	return r, nil
}
