package guide

import (
	"errors"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/inspect/report"
)

// Advice is whose advice is followed where the product's own guide and Microsoft differ, and either works.
type Advice string

// The advices. The zero value is Microsoft's, which asks for no more than the sign-in needs.
const (
	AsMicrosoft Advice = ""
	AsGuide     Advice = "guide"
)

// ParseAdvice reads "guide" or "microsoft".
func ParseAdvice(text string) (Advice, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "guide":
		return AsGuide, nil
	case "microsoft":
		return AsMicrosoft, nil
	}
	return AsMicrosoft, errors.New("the advice is guide or microsoft")
}

// AdviceWords says whose advice is followed.
func AdviceWords(a Advice) string {
	if a == AsGuide {
		return "As the product's guide says."
	}
	return "As Microsoft advises."
}

// HasChoice holds for a guide that differs from what Microsoft advises somewhere.
func (g *Guide) HasChoice() bool {
	return g.hasPart(func(p GuidePart) bool { return p.ByGuide != nil })
}

func (g *Guide) hasPart(is func(GuidePart) bool) bool {
	for _, step := range g.Steps {
		if slices.ContainsFunc(step.Parts, is) {
			return true
		}
	}
	return false
}

// Followed leaves out the findings that only say that a setting is as the product's own guide has it, for those who
// follow that guide. What does not work under either advice stays.
func (g *Guide) Followed(a Advice, r *report.Report, findings []*report.Finding) []*report.Finding {
	if a != AsGuide {
		return findings
	}
	return slices.DeleteFunc(slices.Clone(findings), func(f *report.Finding) bool {
		return isByGuide(f.ID, r.Registration) && g.differsOn(f.ID)
	})
}

// differsOn holds for a check of a part on which the product's guide and Microsoft differ.
func (g *Guide) differsOn(check string) bool {
	return g.hasPart(func(p GuidePart) bool { return p.ByGuide != nil && slices.Contains(p.Proof, check) })
}

// isByGuide holds where a setting is as Clerk's guide has it: both implicit switches on, a redirect URI as logout URL,
// acceptMappedClaims on, and the placeholder xms_pdl, which is to be renamed, among the optional claims.
func isByGuide(check string, a *appreg.App) bool {
	if a == nil {
		return false
	}
	switch check {
	case "implicit-switches":
		return a.ImplicitIDToken.Value && a.ImplicitAccessToken.Value
	case "logout-url":
		return slices.ContainsFunc(a.RedirectURIs, func(r appreg.RedirectURI) bool { return r.URI == a.LogoutURL.Value })
	case "mapped-claims":
		return a.AcceptMappedClaims.Value
	case "optional-edov":
		return slices.ContainsFunc(slices.Concat(a.OptionalClaims.IDToken, a.OptionalClaims.AccessToken),
			func(c appreg.OptionalClaim) bool { return strings.EqualFold(c.Name, "xms_pdl") })
	}
	return false
}

// follow words the part for the advice that is followed, and for what was seen of the manifest.
func (wp *WalkPart) follow(p *Progress) {
	if wp.Either = wp.ByGuide != nil; wp.Either && p.Advice == AsGuide {
		wp.reword(wp.ByGuide)
		wp.Wrong = nil // the mistakes are those of the other setting
	}
	if p.needsNoPlaceholder() {
		wp.reword(wp.NoPlaceholder)
	}
	wp.ByGuide, wp.NoPlaceholder = nil, nil
}

// needsNoPlaceholder holds where a manifest without the placeholder was seen. Those who follow the product's guide
// still add it, unless that step is behind them.
func (p *Progress) needsNoPlaceholder() bool {
	edov, seen := p.sighting("optional-edov")
	if !seen || edov.ByGuide {
		return false
	}
	email, _ := p.sighting("optional-email")
	return p.Advice != AsGuide || edov.Outcome == report.Pass || email.Outcome == report.Pass
}

// eitherWorks decides a part of which either setting works: ok is false where the evidence shows neither.
func (wp *WalkPart) eitherWorks(a Advice, s Sighting) (otherwise, ok bool) {
	switch {
	case !wp.Either:
		return false, false
	case a == AsGuide:
		return !s.ByGuide, s.ByGuide || s.Outcome == report.Pass || s.Severity == report.Note
	}
	return s.Outcome == report.Fail, s.ByGuide
}
