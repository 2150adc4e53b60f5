package inspect

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/strictjson"
)

// ProgressSchema is the number of the JSON form of a Progress.
const ProgressSchema = 1

// Progress is what is known of a connection's way through its guide: what
// evidence showed of each check, and what the user says to have done. It holds
// no token and no secret.
type Progress struct {
	Schema   int    `json:"schema"`
	Product  string `json:"product,omitempty"`
	ClientID string `json:"client_id,omitempty"` // the app that Seen is about
	// Seen is the newest that was seen of each check that could be looked at.
	Seen map[string]Sighting `json:"seen,omitempty"`
	// Said are the parts that the user marked as done, and when.
	Said map[string]time.Time `json:"said,omitempty"`
	// At is the part where one was last.
	At string `json:"at,omitempty"`
}

// Sighting is what came of a check when it was last looked at.
type Sighting struct {
	Outcome  Outcome     `json:"outcome"` // Pass or Fail
	Severity Severity    `json:"severity"`
	Summary  string      `json:"summary"`
	Origin   flow.Origin `json:"origin"` // of the run: a sign-in, a registration, Clerk
	At       time.Time   `json:"at"`     // when the evidence was read, to the second
	// PassedAt is when it last passed, for one that fails now.
	PassedAt time.Time `json:"passed_at,omitzero"`
}

// Observe takes over what a report shows. A report on another app than before
// starts anew: what was seen of one app proves nothing of the next.
func (p *Progress) Observe(r *Report) {
	id := r.Request.ClientID
	if id == "" && r.Registration != nil {
		id = r.Registration.AppID.Value
	}
	if id != "" && !strings.EqualFold(id, p.ClientID) {
		if p.ClientID != "" {
			p.Seen = nil
		}
		p.ClientID = id
	}
	if f := r.Failure; f != nil && f.Stage != flow.StageConnection && (f.Kind == flow.FailureNetwork || f.Kind == flow.FailureTimeout || f.Kind == flow.FailureCancelled || f.Kind == flow.FailureLocal) {
		return // it could not be finished, which says nothing of the setup
	}
	for _, f := range r.Findings {
		if f.Outcome != Pass && f.Outcome != Fail {
			continue
		}
		if p.Seen == nil {
			p.Seen = map[string]Sighting{}
		}
		seen := Sighting{Outcome: f.Outcome, Severity: f.Severity, Summary: cutText(f.Summary), Origin: originOf(f, r)}
		seen.At = seenAt(seen.Origin, r)
		was, ok := p.Seen[f.ID]
		if ok && was.At.After(seen.At) {
			continue
		}
		if seen.Outcome == Fail {
			seen.PassedAt = was.PassedAt
			if was.Outcome == Pass {
				seen.PassedAt = was.At
			}
		}
		p.Seen[f.ID] = seen
	}
}

// originOf is the evidence that a finding rests on: a run may have several.
func originOf(f Finding, r *Report) flow.Origin {
	switch {
	case f.Step == StepProduct:
		return flow.OriginClerk
	case f.Page != "":
		return flow.OriginRegistration
	}
	return r.Origin
}

// seenAt is when the evidence was there: a registration that is judged beside a
// later sign-in was read before it, and may have been mended since.
func seenAt(o flow.Origin, r *Report) time.Time {
	at := r.JudgedAt
	switch {
	case o == flow.OriginRegistration && r.Registration != nil && !r.Registration.ReadAt.IsZero():
		at = r.Registration.ReadAt
	case o == flow.OriginClerk && r.Clerk != nil && !r.Clerk.ReadAt.IsZero():
		at = r.Clerk.ReadAt
	}
	return at.UTC().Truncate(time.Second)
}

// Say marks a part as done, or takes the mark back.
func (p *Progress) Say(part string, done bool, at time.Time) {
	if !done {
		delete(p.Said, part)
		return
	}
	if p.Said == nil {
		p.Said = map[string]time.Time{}
	}
	p.Said[part] = at.UTC().Truncate(time.Second)
}

// JSON writes the progress, indented, with a line end.
func (p *Progress) JSON() ([]byte, error) {
	p.Schema = ProgressSchema
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, errors.New("the progress could not be written as JSON")
	}
	return append(escapeInvisible(data), '\n'), nil
}

// ReadProgress reads what JSON wrote. Nothing at all is a progress in which
// nothing is done yet.
func ReadProgress(data []byte) (*Progress, error) {
	p := &Progress{Schema: ProgressSchema}
	if len(data) == 0 {
		return p, nil
	}
	if _, err := strictjson.Parse(data, maxReport); err != nil {
		return nil, errors.New("the progress of the guide cannot be read: " + err.Error())
	}
	if json.Unmarshal(data, p) != nil {
		return nil, errors.New("the progress of the guide cannot be read: a member has another type")
	}
	if p.Schema > ProgressSchema {
		return nil, errors.New("the progress of the guide was written by a newer edov")
	}
	return p, nil
}
