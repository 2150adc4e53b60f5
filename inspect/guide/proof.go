package guide

import (
	"slices"
	"time"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// judge decides the state of a part: by the newest evidence on it, then by what the connection holds, then by what
// the user marked.
func (wp *WalkPart) judge(p *Progress, c flow.Connection, secret bool, now time.Time) {
	if end := c.SecretExpires; wp.Given == "secret-end" && !end.IsZero() {
		wp.byEnd(end, now)
		return
	}
	if s, says := wp.newest(p); says != saysNothing {
		wp.By, wp.Seen, wp.SeenAt = evidenceWords(s.Origin), s.Summary, s.At
		if wp.SayWhy && says == saysUndone {
			wp.SeenWhy = s.Why
		}
		otherwise, works := wp.eitherWorks(p.Advice, s)
		switch {
		case works:
			wp.State, wp.Otherwise, wp.SeenWhy = PartProven, otherwise, ""
		case says == saysDone:
			wp.State, wp.Otherwise = PartProven, s.Outcome == report.Fail
		case wp.wasDone(p, s), wp.Mistake && s.Severity != report.Note, s.Origin == flow.OriginSignIn:
			wp.State = PartContradicted
		default:
			wp.State = PartOpen
		}
		return
	}
	if wp.Given != "" && given(wp.Given, c, secret) {
		wp.State, wp.By = PartSaid, byConnection
		return
	}
	if at, ok := p.Said[wp.ID]; ok {
		wp.State, wp.By, wp.SeenAt = PartSaid, byUser, at
		return
	}
	wp.State = PartOpen
}

// What a state is based on that is not evidence.
const (
	byConnection = "the connection"
	byUser       = "you"
)

// byEnd decides by the expiry date that was entered.
func (wp *WalkPart) byEnd(end, now time.Time) {
	wp.State, wp.By = PartSaid, byConnection
	if !now.Before(end) {
		wp.State, wp.Seen = PartContradicted, "the secret "+secret.Expiry(now, end)
	}
}

// says is what a sighting says of a part.
type says int

const (
	saysNothing says = iota
	saysDone
	saysUndone
)

// says is what the sighting of a check says of the part.
func (wp *WalkPart) says(check string, s Sighting) says {
	switch {
	case s.Outcome == report.Pass && slices.Contains(wp.Against, check),
		s.Outcome == report.Fail && slices.Contains(wp.For, check):
		return saysNothing
	case s.Outcome == report.Pass:
		return saysDone
	case s.Severity == report.Note && wp.NoteIsDone:
		return saysDone
	case s.Severity == report.Note && !wp.Optional:
		return saysNothing
	}
	return saysUndone
}

// newest is the sighting that decides. Of the last run with one of the part's checks, that is one against it: a
// sign-in's first, then one of a check that is only against it, which says more. Without any, it is the first one
// for it.
func (wp *WalkPart) newest(p *Progress) (best Sighting, verdict says) {
	for _, check := range slices.Concat(wp.Proof, wp.For, wp.Against) {
		s, ok := p.sighting(check)
		if !ok {
			continue
		}
		switch v := wp.says(check, s); {
		case v == saysNothing:
		case verdict == saysNothing, s.At.After(best.At):
			best, verdict = s, v
		case s.At.Equal(best.At) && v == saysUndone:
			only := best.Origin == s.Origin && slices.Contains(wp.Against, check)
			if verdict == saysDone || s.Origin == flow.OriginSignIn || only {
				best, verdict = s, v
			}
		}
	}
	return best, verdict
}

// wasDone holds when the part was done before the evidence against it: the user had marked it, or it was proven.
func (wp *WalkPart) wasDone(p *Progress, against Sighting) bool {
	at, said := p.Said[wp.ID]
	done := said && !at.After(against.At) || !against.PassedAt.IsZero()
	for _, check := range slices.Concat(wp.Proof, wp.For) {
		s, _ := p.sighting(check)
		done = done || s.Outcome == report.Pass
	}
	return done
}

// Markable holds for a part that the user can mark: no evidence has shown its state yet.
func (wp *WalkPart) Markable() bool {
	return wp.State == PartOpen && wp.Seen == "" || wp.State == PartSaid && wp.By == byUser
}

func evidenceWords(o flow.Origin) string {
	switch o {
	case flow.OriginRegistration:
		return "the app registration"
	case flow.OriginClerk:
		return "Clerk"
	}
	return "a sign-in"
}

// given reports whether the connection holds a value.
func given(name string, c flow.Connection, secret bool) bool {
	switch name {
	case "client-id":
		return c.ClientID != ""
	case "redirect-uri":
		return c.ProductRedirectURI != ""
	case "secret":
		return secret
	}
	return false
}
