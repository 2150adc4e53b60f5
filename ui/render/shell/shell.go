// Package shell writes a plan as commands for those who may not run edov where the rights are: the Azure CLI in a POSIX
// shell, or Microsoft Graph PowerShell.
//
// The commands send the same requests as edov would. They do not look first whether the app registration changed, and
// do not prove anything afterwards; the first lines say so. Every value from outside is quoted for its shell.
package shell

import (
	"strings"

	"edov/flow/entra"
	"edov/flow/plan"
	"edov/flow/visible"
)

// AzureCLI is a plan as commands of the Azure CLI.
func AzureCLI(p *plan.Plan) string {
	return dialect{
		quote:  posix,
		signIn: "az login --scope " + entra.GraphBase(p.Target.Cloud) + "/.default", tenant: " --tenant ",
		send: "az rest --method ", url: " --url ", body: " --headers Content-Type=application/json --body ",
	}.script(p)
}

// PowerShell is a plan as commands of Microsoft Graph PowerShell.
func PowerShell(p *plan.Plan) string {
	return dialect{
		quote:  powerShell,
		signIn: "Connect-MgGraph -Scopes Application.ReadWrite.All", tenant: " -TenantId ",
		send: "Invoke-MgGraphRequest -Method ", url: " -Uri ", body: " -ContentType application/json -Body ",
	}.script(p)
}

// dialect is how a shell and its program write a sign-in and a request.
type dialect struct {
	quote           func(string) string
	signIn, tenant  string
	send, url, body string // in front of the method, the address and the body
}

func (d dialect) script(p *plan.Plan) string {
	var b strings.Builder
	say := func(text string) { b.WriteString("# " + visible.Line(text) + "\n") }
	for _, line := range append(p.Words(p.Target), p.Needs()...) {
		say(line)
	}
	say("These commands don't check whether the app registration changed since, and prove nothing.")
	say("Run edov app afterwards.")
	b.WriteString(d.signIn)
	if p.Target.Tenant != "" {
		b.WriteString(d.tenant + p.Target.Tenant)
	}
	b.WriteString("\n")
	for _, s := range p.Steps {
		b.WriteString("\n")
		say(s.Title)
		if s.Widens != "" {
			say("WIDENS: " + s.Widens)
		}
		r := s.Request(p.Target)
		if r == nil {
			say("by hand: " + s.Place)
			continue
		}
		if strings.Contains(r.Path, "{") {
			say("replace what stands in braces by the IDs that the command before printed")
		}
		b.WriteString(d.send + r.Method + d.url + d.quote(entra.GraphBase(p.Target.Cloud)+r.Path))
		if len(r.Body) > 0 {
			b.WriteString(d.body + d.quote(string(r.Body)))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// posix quotes a text for a POSIX shell: nothing has a meaning inside single quotes.
func posix(text string) string { return "'" + strings.ReplaceAll(escaped(text), "'", `'\''`) + "'" }

// powerShell quotes a text for PowerShell, which takes some typographic quotes for its own.
func powerShell(text string) string {
	text = escaped(text)
	for _, q := range []string{"'", "‘", "’", "‚", "‛"} {
		text = strings.ReplaceAll(text, q, q+q)
	}
	return "'" + text + "'"
}

// escaped writes characters that are not visible as JSON escapes, so that the command means what it shows. Bodies are
// JSON, and addresses have none of them.
func escaped(text string) string {
	var b strings.Builder
	for _, c := range text {
		if visible.Safe(c) {
			b.WriteRune(c)
			continue
		}
		b.WriteString(jsonEscape(c))
	}
	return b.String()
}
