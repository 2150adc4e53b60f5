package secret

import (
	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/portal"
	"edov/inspect/words"
)

// ProbeVerdict is what trying a client secret without a user showed.
type ProbeVerdict struct {
	Verdict string        `json:"verdict"` // ProbeTaken, ProbeRefused or ProbeUnclear
	Summary string        `json:"summary"`
	Fix     string        `json:"fix,omitempty"`
	Failure *flow.Failure `json:"failure,omitempty"`
}

// The verdicts of a probe.
const (
	ProbeTaken   = "taken"
	ProbeRefused = "refused"
	ProbeUnclear = "unclear" // the answer says nothing about the secret
)

func fixNewSecret() string { return portal.Fill(fault.FixNewSecret) }

// JudgeProbe explains the server's answer to flow.ProbeSecret; nil stands for a token. Only the numbers about the
// secret prove anything: 7000222 and 7000215 refuse it.
func JudgeProbe(c flow.Connection, f *flow.Failure) ProbeVerdict {
	if f == nil {
		who := c.Server()
		if c.Demo {
			who = flow.DemoTenant
		}
		return ProbeVerdict{Verdict: ProbeTaken, Summary: who + " accepts the client secret"}
	}
	v := ProbeVerdict{Verdict: ProbeUnclear, Failure: f}
	switch f.Code() {
	case 7000222:
		v.Verdict, v.Summary, v.Fix = ProbeRefused, "client secret has expired (AADSTS7000222)", fixNewSecret()
	case 7000215:
		v.Verdict, v.Summary, v.Fix = ProbeRefused, "wrong client secret (AADSTS7000215)", fixNewSecret()
	case 700016:
		v.Summary = "app unknown in this tenant, so the secret was not checked (AADSTS700016)"
		v.Fix = "use the Directory (tenant) ID of the app's own tenant, from Overview"
	case 53003, 53000, 53001, 53002:
		v.Summary = "blocked by Conditional Access for workload identities, so the secret was not checked"
		v.Fix = "test by signing in: edov signin"
	case 0:
		v.Summary, v.Fix = f.Summary, f.Hint
		if v.Summary == "" {
			v.Summary = "not checked: the response says nothing about the secret"
		}
	default:
		v.Summary = "not checked: the response says nothing about the secret: " + words.Cut(fault.Words(f))
		v.Fix = "test by signing in: edov signin"
	}
	return v
}
