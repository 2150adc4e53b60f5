package cmd

import (
	"bytes"

	"edov/flow/plan"
	"edov/inspect/report"
)

// applied is what --format json says of a plan that was carried out.
type applied struct {
	document
	carried
	SignIn  *report.Report `json:"signIn,omitempty"`  // of the sign-in afterwards, which proves it
	Cleanup *carried       `json:"cleanup,omitempty"` // what was removed after the sign-in
}

// carried is a plan and what became of it.
type carried struct {
	Plan  *plan.Plan        `json:"plan"`
	Steps []plan.StepResult `json:"steps"`
	Undo  *plan.Plan        `json:"undo,omitempty"`
}

// gathered are the parts of a result that comes in several: a plan, what became of it, the sign-in that proves it.
type gathered struct {
	written  bytes.Buffer
	document *applied // in JSON, once something was carried out
}

// carried takes what became of a plan. The second one of a command cleans up after the first.
func (g *gathered) carried(c carried) {
	if g.document == nil {
		g.document = &applied{document: kindOf("applied"), carried: c}
		return
	}
	g.document.Cleanup = &c
}

// gather makes one document of all that run writes, where it would else be several: in JSON, and in a file, which the
// later parts would replace. It is written even if run fails: what was changed has to be known.
func (p *Program) gather(o *output, run func() error) error {
	if o.format != "json" && (o.file == "" || isStream(o.file)) {
		return run()
	}
	g := &gathered{}
	o.parts = g
	err := run()
	o.parts = nil
	var notWritten error
	switch {
	case g.document != nil:
		notWritten = p.writeJSON(o, g.document)
	case g.written.Len() > 0:
		notWritten = p.write(o, g.written.Bytes())
	}
	if err == nil {
		return notWritten
	}
	if notWritten != nil {
		p.say("note: %s", notWritten)
	}
	return err
}

// ofProof is where the report of the sign-in goes that proves a plan: to the plan, unless that is a script.
func (o *output) ofProof() *output {
	proof := *o
	if f, _ := formatNamed(o.format); f.of&aReport == 0 {
		proof.format, proof.file, proof.parts = "text", "", nil
	}
	return &proof
}
