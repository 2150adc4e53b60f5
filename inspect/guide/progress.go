package guide

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/jsonout"
	"edov/flow/strictjson"
	"edov/inspect/fault"
	"edov/inspect/portal"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/words"
)

// ProgressSchema is the number of the JSON form of a Progress.
const ProgressSchema = 1

// Progress is how far a connection is in its guide: what evidence showed of each check, and what the user marked as
// done. It holds no token and no secret.
type Progress struct {
	Schema int `json:"schema"`
	// What Seen and Said are about: the guide's ID, the app, the product's redirect URI.
	Guide      string `json:"guide,omitempty"`
	ClientID   string `json:"client_id,omitempty"`
	ProductURI string `json:"product_redirect_uri,omitempty"`
	// Seen is the newest sighting of each check, by its sightingKey.
	Seen map[string]Sighting `json:"seen,omitempty"`
	// Said are the parts that the user marked as done, and when.
	Said map[string]time.Time `json:"said,omitempty"`
	// UnregisteredAt is when the app was last found to be deleted: what was seen of it before proves nothing.
	UnregisteredAt time.Time `json:"unregistered_at,omitzero"`
	// Former is what was known of the previous app, so that a mistyped client ID loses nothing.
	Former *FormerApp `json:"former,omitempty"`
	// Advice is whose advice is followed where the product's guide and Microsoft differ.
	Advice Advice `json:"advice,omitempty"`
	// At is the part that was last shown.
	At string `json:"at,omitempty"`
}

// FormerApp is what was seen and marked of another app.
type FormerApp struct {
	ClientID string               `json:"client_id"`
	Seen     map[string]Sighting  `json:"seen,omitempty"`
	Said     map[string]time.Time `json:"said,omitempty"`
}

// Sighting is the latest outcome of a check.
type Sighting struct {
	Outcome  report.Outcome  `json:"outcome"` // Pass or Fail
	Severity report.Severity `json:"severity"`
	Summary  string          `json:"summary"`
	Why      string          `json:"why,omitempty"` // of one that failed
	Origin   flow.Origin     `json:"origin"`        // of the run: a sign-in, a registration, Clerk
	At       time.Time       `json:"at"`            // when the evidence was read
	// ByGuide is set where the setting is as the product's own guide has it.
	ByGuide bool `json:"by_guide,omitempty"`
	// PassedAt is when it last passed, for one that fails now.
	PassedAt time.Time `json:"passed_at,omitzero"`
}

// About says which connection the progress is about. What was seen or marked for another app or product does not
// apply to it, and is forgotten.
func (p *Progress) About(c flow.Connection) {
	p.aboutApp(c.ClientID)
	p.aboutProduct(For(c.Product).ID, c.ProductRedirectURI)
}

func (p *Progress) aboutProduct(guide, uri string) {
	if p.Guide != "" && guide != p.Guide || p.ProductURI != "" && uri != p.ProductURI {
		p.Former = nil // it was about the other product, or its other address
	}
	if guide != p.Guide {
		if p.Guide != "" {
			p.Said = nil
			// What is not of a sign-in was judged by the other product's rules.
			maps.DeleteFunc(p.Seen, func(_ string, s Sighting) bool { return s.Origin != flow.OriginSignIn })
			delete(p.Seen, productEmail)
			delete(p.Seen, productEmail+personalKey)
		}
		p.Guide = guide
	}
	if uri != p.ProductURI {
		if p.ProductURI != "" {
			delete(p.Seen, "redirect-product")
			delete(p.Seen, "clerk-redirect-uri")
			delete(p.Said, "redirect-web")
		}
		p.ProductURI = uri
	}
}

func (p *Progress) aboutApp(id string) {
	if id == "" || strings.EqualFold(id, p.ClientID) {
		return
	}
	if p.ClientID != "" {
		former := p.Former
		p.Former = &FormerApp{p.ClientID, p.Seen, maps.Clone(p.Said)}
		p.Seen = nil
		guide := For(p.Guide)
		maps.DeleteFunc(p.Said, func(part string, _ time.Time) bool { return !guide.isOfProduct(part) })
		if former != nil && strings.EqualFold(id, former.ClientID) {
			p.Seen = former.Seen
			maps.DeleteFunc(p.Seen, func(_ string, s Sighting) bool { return p.isGone(s) })
			for part, at := range former.Said {
				if !guide.isOfProduct(part) {
					p.Say(part, true, at)
				}
			}
		}
	}
	p.ClientID = id
}

// isOfProduct holds for a part of the first step, which is about the product, not the app.
func (g *Guide) isOfProduct(part string) bool {
	return slices.ContainsFunc(g.Steps[0].Parts, func(p GuidePart) bool { return p.ID == part })
}

// Unregistered says that the app was deleted: what was seen of it until then proves nothing. What Clerk showed stays.
func (p *Progress) Unregistered(at time.Time) {
	if at = at.UTC(); at.After(p.UnregisteredAt) {
		p.UnregisteredAt = at
	}
	maps.DeleteFunc(p.Seen, func(_ string, s Sighting) bool { return p.isGone(s) })
}

// isGone holds for what was seen of an app that was deleted since.
func (p *Progress) isGone(s Sighting) bool {
	return s.Origin != flow.OriginClerk && !s.At.After(p.UnregisteredAt)
}

// Observe records what a report shows. A report on another app than before starts over.
func (p *Progress) Observe(r *report.Report) {
	id := r.Request.ClientID
	if id == "" && r.Registration != nil {
		id = r.Registration.AppID.Value
	}
	p.aboutApp(id)
	if saysNothingOfSetup(r) {
		return
	}
	trust := report.TrustOf(r.Findings).State
	believed := trust != proof.Unchecked && trust != proof.Refused
	for _, f := range r.Findings {
		if f.Outcome != report.Pass && f.Outcome != report.Fail || isForeign(f, r) {
			continue
		}
		if !believed && f.Outcome == report.Pass && f.Step == report.StepClaims && f.Page == "" {
			continue // the claims of a token that was not verified prove nothing
		}
		s := Sighting{Outcome: f.Outcome, Severity: f.Severity, Summary: words.Cut(f.Summary), Origin: originOf(f, r)}
		s.At = seenAt(s.Origin, r)
		s.ByGuide = isByGuide(f.ID, r.Registration)
		if s.Outcome == report.Fail {
			s.Why = words.Cut(f.Why)
		}
		p.see(sightingKey(f.ID, f.Step, f.Page, r), s)
		if f.ID == "signin-completed" && r.Account.Kind == proof.AccountPersonal {
			p.see(f.ID+personalKey, s)
		}
	}
	p.seeProduct(r)
}

// see records one sighting, unless there is a newer one.
func (p *Progress) see(key string, s Sighting) {
	was, ok := p.Seen[key]
	if ok && was.At.After(s.At) || p.isGone(s) {
		return
	}
	if s.Outcome == report.Fail && s.PassedAt.IsZero() {
		s.PassedAt = was.PassedAt
		if was.Outcome == report.Pass {
			s.PassedAt = was.At
		}
	}
	if p.Seen == nil {
		p.Seen = map[string]Sighting{}
	}
	p.Seen[key] = s
}

// productEmail is the key of how the guide's product treats the email, and personalKey the suffix of what a
// personal account showed.
const (
	productEmail = "product-email"
	personalKey  = "/personal"
)

// seeProduct records how the guide's product would treat the email.
func (p *Progress) seeProduct(r *report.Report) {
	for _, v := range r.Products {
		if v.ID != p.Guide || v.Verdict == proof.SeenUnknown {
			continue
		}
		s := Sighting{
			Outcome: report.Fail, Severity: report.Warning, Summary: words.Cut(v.Reason),
			Origin: r.Origin, At: seenAt(r.Origin, r),
		}
		if v.Verdict == proof.SeenVerified {
			s.Outcome = report.Pass
		}
		p.see(sightingKey(productEmail, report.StepClaims, "", r), s)
	}
}

// sightingKey is the key of a check in Seen. What the token of a personal account shows of its claims is recorded
// separately: xms_edov is about the domains of tenants, so that it says little about work accounts.
func sightingKey(check string, step report.Step, page portal.Page, r *report.Report) string {
	if r.Account.Kind == proof.AccountPersonal && step == report.StepClaims && page == "" {
		return check + personalKey
	}
	return check
}

// sighting is the newest of a check; for claims, what a work account showed, if there was one.
func (p *Progress) sighting(key string) (Sighting, bool) {
	if s, ok := p.Seen[key]; ok {
		return s, true
	}
	s, ok := p.Seen[key+personalKey]
	return s, ok
}

// codeDeclined is the number of "declined" in the catalogue.
const codeDeclined = 65004

// saysNothingOfSetup holds for a run that could not be completed, or in which the user pressed Cancel.
func saysNothingOfSetup(r *report.Report) bool {
	f := r.Failure
	if f == nil || f.Stage == flow.StageConnection {
		return false
	}
	if f.Unfinished() {
		return true
	}
	c, ok := fault.CauseOf(f, r.Request)
	return ok && c.ID == fault.Declined || f.Code() == codeDeclined
}

// isForeign holds for findings on something other than the connection: the registration of another app, apart from
// the finding that it is one; and a development instance of Clerk, which does not use the app.
func isForeign(f *report.Finding, r *report.Report) bool {
	switch originOf(f, r) {
	case flow.OriginRegistration:
		return f.ID != "app-is-connection" && slices.ContainsFunc(r.Findings, func(other *report.Finding) bool {
			return other.ID == "app-is-connection" && other.Outcome == report.Fail
		})
	case flow.OriginClerk:
		return r.Clerk != nil && !r.Clerk.Production
	}
	return false
}

// originOf is the evidence that a finding is based on: a run may have several kinds.
func originOf(f *report.Finding, r *report.Report) flow.Origin {
	switch {
	case f.Step == report.StepProduct:
		return flow.OriginClerk
	case f.Page != "":
		return flow.OriginRegistration
	}
	return r.Origin
}

// seenAt is when the evidence was read: a registration that is judged beside a later sign-in was read before it,
// and may have been fixed since.
func seenAt(o flow.Origin, r *report.Report) time.Time {
	at := r.JudgedAt
	switch {
	case o == flow.OriginRegistration && r.Registration != nil && !r.Registration.ReadAt.IsZero():
		at = r.Registration.ReadAt
	case o == flow.OriginClerk && r.Clerk != nil && !r.Clerk.ReadAt.IsZero():
		at = r.Clerk.ReadAt
	}
	return at.UTC()
}

// Say marks a part as done, or removes the mark.
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

// JSON writes the progress, indented, with a newline at the end.
func (p *Progress) JSON() ([]byte, error) {
	p.Schema = ProgressSchema
	data, err := jsonout.Indented(p)
	if err != nil {
		return nil, errors.New("can't write the progress as JSON")
	}
	return data, nil
}

// ReadProgress reads what JSON wrote. No data at all is a progress in which nothing is done yet. It refuses what is
// not a progress, and one of a later schema.
func ReadProgress(data []byte) (*Progress, error) {
	p := &Progress{Schema: ProgressSchema}
	if len(data) == 0 {
		return p, nil
	}
	if _, err := strictjson.Parse(data, report.Limits); err != nil {
		return nil, errors.New("can't read the progress of the setup guide: " + err.Error())
	}
	if json.Unmarshal(data, p) != nil {
		return nil, errors.New("can't read the progress of the setup guide: a member has an unexpected type")
	}
	if p.Schema > ProgressSchema {
		return nil, errors.New("a newer version of edov wrote the progress of the setup guide")
	}
	return p, nil
}

// Clone is a copy that shares nothing.
func (p *Progress) Clone() *Progress {
	c := *p
	c.Seen, c.Said = maps.Clone(p.Seen), maps.Clone(p.Said)
	if f := p.Former; f != nil {
		c.Former = &FormerApp{f.ClientID, maps.Clone(f.Seen), maps.Clone(f.Said)}
	}
	return &c
}

// Merge applies what one run of edov changed to what another one wrote in the meantime: base is what it started
// with, mine what it made of that. Of each check the newest sighting stays, of each mark the one that was changed.
// Where the two are about different apps or products, the result is about mine if mine changed, else about the
// other's.
func (p *Progress) Merge(base, mine *Progress) {
	if !p.sameAs(mine) && mine.addsNothingTo(base) {
		return
	}
	p.Unregistered(mine.UnregisteredAt)
	p.aboutApp(mine.ClientID)
	p.aboutProduct(cmp.Or(mine.Guide, p.Guide), cmp.Or(mine.ProductURI, p.ProductURI))
	for key, s := range mine.Seen {
		p.see(key, s)
	}
	for _, part := range slices.Concat(slices.Sorted(maps.Keys(base.Said)), slices.Sorted(maps.Keys(mine.Said))) {
		was, had := base.Said[part]
		is, has := mine.Said[part]
		if had != has || !was.Equal(is) {
			p.Say(part, has, is)
		}
	}
	if f := mine.Former; f != nil && p.Former == nil && strings.EqualFold(p.ClientID, mine.ClientID) {
		if base.Former == nil || base.Former.ClientID != f.ClientID {
			p.Former = mine.Clone().Former
		}
	}
	if mine.Advice != base.Advice {
		p.Advice = mine.Advice
	}
	p.At = mine.At
}

// addsNothingTo holds unless it is about something that o is not about.
func (p *Progress) addsNothingTo(o *Progress) bool {
	same := func(mine, theirs string) bool { return mine == "" || strings.EqualFold(mine, theirs) }
	return same(p.Guide, o.Guide) && same(p.ClientID, o.ClientID) && same(p.ProductURI, o.ProductURI)
}

// sameAs holds unless the two are known to be about different things.
func (p *Progress) sameAs(o *Progress) bool {
	same := func(a, b string) bool { return a == "" || b == "" || strings.EqualFold(a, b) }
	return same(p.Guide, o.Guide) && same(p.ClientID, o.ClientID) && same(p.ProductURI, o.ProductURI)
}
