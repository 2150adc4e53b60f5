package check

import (
	"edov/inspect/product"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

// newReport sums the findings up.
func newReport(in *Input, findings []*report.Finding) *report.Report {
	s := in.Session
	r := &report.Report{
		Kind: report.Kind, Schema: report.Schema, Program: s.Program, JudgedAt: in.Now.UTC(), Origin: s.Origin,
		Account: in.account(), Tokens: []report.TokenReport{}, Findings: findings,
		Failure: s.Failure, Request: s.Request, Registration: s.Registration, Clerk: s.Clerk, Exchanges: s.Exchanges,
		Ignored: s.Ignored,
	}
	for _, t := range []*token.JWT{in.ID, in.Access} {
		if t != nil {
			r.Tokens = append(r.Tokens, report.TokenReport{
				Kind: t.Kind, Describe: in.describe(t), Verification: t.Verification,
				Header: t.Header, Claims: t.Claims,
			})
		}
	}
	r.Tally()
	t := report.TrustOf(findings)
	r.Email = token.JudgeEmail(in.ID, t)
	r.Products = product.Verdicts(in.ID, s.Me, t)
	if _, foreign := in.maker(); foreign {
		r.Account, r.Products = proof.Account{Kind: proof.AccountUnknown}, nil // Microsoft's rules don't apply
	}
	link(r)
	r.Decide()
	return r
}

// account is that of the ID token, or else of a readable access token.
func (in *Input) account() proof.Account {
	if in.ID != nil || in.Access == nil {
		return token.AccountOf(in.ID)
	}
	return token.AccountOf(in.Access)
}
