package appdoc

import (
	"errors"
	"strings"

	"edov/flow/lazy"
)

// Source says what is read, and which commands write it as JSON.
type Source struct {
	What                             string // "an app registration"
	Az, PowerShell, Terraform, Bicep string
	Page                             string // where the portal has it
}

// useAz writes an app registration.
const useAz = "az ad app show --id CLIENT-ID -o json"

// Apps are the sources of app registrations.
func Apps() Source {
	return Source{
		What: "an app registration", Az: useAz,
		PowerShell: `Get-MgApplication -Filter "appId eq 'CLIENT-ID'" | ConvertTo-Json -Depth 10`,
		Terraform:  "terraform show -json, or terraform show -json PLANFILE",
		Bicep:      "az bicep build --file FILE --stdout",
		Page:       "App registrations > your app > Manifest > Download",
	}
}

// Users are the sources of users.
func Users() Source {
	const az = "az ad user list -o json"
	return Source{
		What: "a list of users", Az: az, PowerShell: "Get-MgUser -All | ConvertTo-Json", Terraform: az, Bicep: az, Page: az,
	}
}

// foreign are the kinds of document that are not JSON.
var foreign = []struct {
	is   *lazy.Regexp
	what string
	sure bool // also if a line in it looks like the start of JSON
}{
	{
		lazy.MustCompile(`\A(?:[Bb]earer\s+)?eyJ[\w-]+\.[\w-]+\.[\w-]*\s*\z`),
		"this is a token, not {what}; edov inspect reads it", false,
	},
	{
		lazy.MustCompile(`(?ms)^["'\s]*iss["']?\s*[:=,;|\t].*^["'\s]*aud["']?\s*[:=,;|\t]|` +
			`^["'\s]*aud["']?\s*[:=,;|\t].*^["'\s]*iss["']?\s*[:=,;|\t]`),
		"these are the claims of a token, not {what}; edov inspect reads them", false,
	},
	{
		lazy.MustCompile(`(?m)^\s*resource\s+\w+\s+'[^'\n]+'|^\s*extension\s+\w+|^\s*targetScope\s*=|` +
			`^\s*(param|var)\s+\w+[ =]`),
		"this is Bicep source, not JSON; this command writes JSON: {bicep}", true,
	},
	{
		lazy.MustCompile(`(?m)^\s*(resource|data)\s+"\w+"\s+"[^"\n]+"\s*\{|` +
			`^\s*(variable|module|provider|output)\s+"[^"\n]+"\s*\{|` +
			`^\s*(terraform|locals)\s*\{|^# azuread_\w+|^Terraform (will perform|used the selected)|` +
			`^\s*# azuread_\S+ will be`),
		"this is Terraform source or plain terraform output, not JSON; this command writes JSON: {terraform}", true,
	},
	{
		lazy.MustCompile(`(?im)^\s*(AppId|DisplayName|Id|KeyId|SignInAudience|ObjectId)\s+: `),
		"this is a list for reading, as PowerShell and CLI for Microsoft 365 print it, not JSON; " +
			"this command writes JSON: {powershell}", false,
	},
	{
		lazy.MustCompile(`(?m)^\s*-{2,}(\s+-{2,})*\s*$|^\+-{3,}`),
		"this is a table, not JSON; these commands write JSON: {az}, or {powershell}", false,
	},
	{
		lazy.MustCompile(`(?m)^[^\t\n]*\t[^\n]*\t[^\n]*$`),
		"this is tab-separated output, not JSON; this command writes JSON: {az}", false,
	},
	{
		lazy.MustCompile(`(?m)@pulumi/azuread|\bpulumi_azuread\b|pulumi-azuread|^Previewing update|pulumi:pulumi:Stack`),
		"this is a Pulumi program or its plain output, not JSON; pulumi stack export writes JSON", true,
	},
	{
		lazy.MustCompile(`\bazure_rm_adapplication\b|\bazure\.azcollection\.`),
		"this is an Ansible task, not JSON; this command writes JSON: {az}", true,
	},
	{
		lazy.MustCompile(`\A\s*(\$\w+\s*=\s*)?@\{`),
		"this is a hashtable of PowerShell, not JSON; | ConvertTo-Json -Depth 10 makes JSON of it", true,
	},
	{
		lazy.MustCompile(`(?m)^(@@ -\d|diff --git |\+\+\+ )|` + diffMember),
		"this is a diff, not {what}; use the whole file, as it is after the change", true,
	},
	{
		lazy.MustCompile(`(?m)^(- )?\s*["']?(appId|displayName|signInAudience|passwordCredentials|optionalClaims|web|id|` +
			`keyId|endDateTime|apiVersion|"?@odata\.context"?)["']?:(\s|$)`),
		"this is YAML, not JSON; this command writes JSON: {az}", false,
	},
	{
		lazy.MustCompile(`(?i)^(ERROR|WARNING)\b|\baz login\b|Connect-MgGraph`),
		"this is a message and no JSON: the command that wrote it did not succeed; sign in with az login and run {az}", false,
	},
	{
		lazy.MustCompile(`(?m)\A\s*(<\?xml[^>]*>\s*)?<configuration\b|^\[[A-Za-z][\w.-]*\]\s*$|` +
			`^\s*((export\s+)?(default|const|let|var)\s|import\s.*\sfrom\s)|\bmodule\.exports\b`),
		"this is the configuration of a program, not {what}; edov connections import FILE reads it", false,
	},
	{
		lazy.MustCompile(`(?m)^\s*Configuration\s+\w+\s*$|^\s*AADApplication\s+['"]`),
		"this is a configuration of Microsoft365DSC, not JSON; this command writes JSON: {powershell}", false,
	},
	{
		lazy.MustCompile(`^\s*<Objs\s`),
		"this is CLIXML of Export-Clixml, not JSON; use Import-Clixml FILE | ConvertTo-Json -Depth 10", false,
	},
	{
		lazy.MustCompile(`(?i)\A[^\n]*\b"?(appId|displayName|applicationId)"?\s*[,;][^\n]*\n|` +
			`\A(?:"?[\w ()/-]{1,40}"?[,;]){2,}"?[\w ()/-]{1,40}"?\r?\n[^\n{]*[,;][^\n{]*[,;]|` +
			`\A"?\w[\w()/-]{0,40}"?[,;]"?\w[\w()/-]{0,40}"?\r?\n[^\n{,;]+[,;][^\n{]+(\n|\z)`),
		"this is CSV, not JSON; this command writes JSON: {az}", false,
	},
	{
		lazy.MustCompile(`(?i)^\s*<(\?xml|!doctype|html)`),
		"this is a web page or XML, not JSON; use {page}", false,
	},
	{
		lazy.MustCompile(`\A(\s*#[^\n]*\n|\s+)*(export\s+)?[A-Za-z_][A-Za-z0-9_.]*\s*=`),
		"these are settings of a program, not {what}; edov connections import FILE reads an .env file", false,
	},
	{
		lazy.MustCompile(`\A(\s*#[^\n]*\n|---\s*\n|\s+)*[A-Za-z_][\w.-]*:(\s|$)`),
		"this is YAML, not JSON; this command writes JSON: {az}", false,
	},
}

// refused says what a document is that does not begin with JSON, and what to use instead.
func refused(text []byte, hasJSON bool, from Source) error {
	for _, f := range foreign {
		if (f.sure || !hasJSON) && f.is.Match(text) {
			return errors.New(strings.NewReplacer(
				"{what}", from.What, "{az}", from.Az, "{powershell}", from.PowerShell, "{terraform}", from.Terraform,
				"{bicep}", from.Bicep, "{page}", from.Page,
			).Replace(f.what))
		}
	}
	return nil
}
