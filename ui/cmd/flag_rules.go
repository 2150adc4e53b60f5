package cmd

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/visible"
	"edov/inspect/check"
	"edov/inspect/fault"
	"edov/ui/store"
)

// flagRule is what all flags of a name have in common, whichever command has them.
type flagRule struct {
	names    string          // of the flags, separated by blanks
	env      bool            // a variable stands in for it: EDOV_ and its name
	words    func() []string // the words among its values, which may be written in any case; nil: there are none
	closed   bool            // it takes no other values
	complete completion      // nil: the words
}

// completion lists the values that may come next, each with what it is after a tab.
type completion func(*Program) []string

// flagRules are the rules, and docs/ci.md lists their variables. These flags have none: those that agree to a change
// or switch off a protection (--yes, --force, --allow-wider, --trust-authority), since a yes is given each time; those
// that name what one run reads or writes; and those that choose what a command does.
var flagRules = []flagRule{
	{names: "format", env: true, words: allFormats, closed: true},
	{names: "fail-on", env: true, words: fixedWords("error", "warning", "note", "never"), closed: true},
	{names: "cloud", env: true, words: fixedWords("global", "usgov", "china"), closed: true},
	{names: "theme", env: true, words: fixedWords("auto", "light", "dark"), closed: true},
	{names: "advice", env: true, words: fixedWords("guide", "microsoft"), closed: true},
	{names: "response-mode", env: true, words: fixedWords(flow.ModeFormPost, "query"), closed: true},
	{names: "prompt", env: true, words: fixedWords("login", "none", "consent", "select_account"), closed: true},
	{names: "accounts", env: true, words: fixedWords("all", "work", "tenant", "personal"), closed: true},
	{names: "kind", words: fixedWords("id", "access"), closed: true},
	{names: "tenant", env: true, words: fixedWords(tenantWords...)},
	{names: "domain-hint", env: true, words: fixedWords("organizations", "consumers")},
	{names: "keys", env: true, words: fixedWords("auto", "none")},
	{names: "browser", env: true, words: fixedWords("auto", "none")},
	{names: "app", words: fixedWords("live")},
	{names: "product", env: true, words: productWords},
	{names: "demo", words: demoWords, complete: demoValues},
	{names: "only", words: checkIDs, complete: checkValues},
	{names: "connection", complete: connectionNames},
	{
		names: "client-id authority port fallback-port redirect-uri scope login-hint product-redirect-uri publishable-key " +
			"public secret-file secret-env secret-command secret-expires timeout ca-file me verbose claims share products " +
			"within no-mouse accessible no-color quiet secret-days overlap",
		env: true,
	},
}

// tenantWords stand for several tenants.
var tenantWords = []string{"common", "organizations", "consumers"}

// fixedWords are the words of a flag that no other part of edov lists.
func fixedWords(words ...string) func() []string { return func() []string { return words } }

// rulesByName are flagRules by the names of the flags.
var rulesByName = sync.OnceValue(func() map[string]flagRule {
	all := map[string]flagRule{}
	for _, r := range flagRules {
		for name := range strings.FieldsSeq(r.names) {
			all[name] = r
		}
	}
	return all
})

// ruleOf is the rule of a flag, or an empty one. A flag that is only switched has no words.
func ruleOf(f *pflag.Flag) flagRule {
	rule := rulesByName()[f.Name]
	if f.Value.Type() == "bool" {
		rule.words, rule.complete, rule.env = nil, nil, rule.env && rule.words == nil
	}
	return rule
}

// completeFlag registers the completion of a flag's values.
func (p *Program) completeFlag(c *cobra.Command, f *pflag.Flag) {
	rule := ruleOf(f)
	if names := f.Annotations[formatsHere]; names != nil {
		rule.complete = func(*Program) []string { return describedFormats(names) }
	}
	if rule.words == nil && rule.complete == nil {
		return
	}
	_ = c.RegisterFlagCompletionFunc(f.Name, func(
		c *cobra.Command, _ []string, _ string,
	) ([]string, cobra.ShellCompDirective) {
		directive := cobra.ShellCompDirectiveNoFileComp
		if !rule.closed && slices.Contains([]string{"FILE", "COMMAND"}, placeholder(f)) || f.Name == "app" {
			directive = cobra.ShellCompDirectiveDefault
		}
		switch {
		case f.Name == "demo" && c.Name() == "clerk":
			return clerkValues(p), directive
		case rule.complete != nil:
			return rule.complete(p), directive
		}
		return rule.words(), directive
	})
}

// placeholder is what the help of a flag calls its value.
func placeholder(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	return name
}

// completeArguments registers the completion of a command's arguments. Without one of these, the shell completes the
// names of files where a command takes one, and nothing elsewhere.
func completeArguments(p *Program, c *cobra.Command) {
	var values completion
	switch strings.TrimPrefix(c.CommandPath(), "edov ") {
	case "demo":
		values = scenarioValues
	case "explain":
		values = explainable
	case "connections show", "connections edit", "connections remove":
		values = connectionNames
	}
	if c.ValidArgsFunction != nil || c.Name() == "completion" || c.Name() == "help" {
		return
	}
	c.ValidArgsFunction = func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		demo := c.Flags().Lookup("demo")
		switch {
		case len(args) > 0 && c.Name() != "import":
			return nil, cobra.ShellCompDirectiveNoFileComp
		case demo != nil && demo.Changed:
			if c.Name() == "clerk" {
				return clerkValues(p), cobra.ShellCompDirectiveNoFileComp
			}
			return scenarioValues(p), cobra.ShellCompDirectiveNoFileComp
		case values != nil:
			return values(p), cobra.ShellCompDirectiveNoFileComp
		case strings.Contains(c.Use, "FILE"):
			return nil, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

func allFormats() (names []string) {
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

func scenarioValues(*Program) (values []string) {
	for _, s := range demo.Scenarios() {
		values = append(values, s.ID+"\t"+s.Title)
	}
	return values
}

func clerkValues(*Program) (values []string) {
	for _, s := range demo.ClerkStates() {
		values = append(values, s.ID+"\t"+s.Title)
	}
	return values
}

func demoValues(p *Program) []string { return scenarioValues(p) }

// demoWords are the scenarios of the demo tenant and the states of its Clerk.
func demoWords() []string {
	return append(before(scenarioValues(new(Program))), before(clerkValues(new(Program)))...)
}

func checkValues(*Program) (values []string) {
	for _, c := range check.Checks() {
		values = append(values, c.ID+"\t"+c.Title)
	}
	return values
}

func checkIDs() []string { return before(checkValues(new(Program))) }

// before are the values without what they are.
func before(values []string) (words []string) {
	for _, value := range values {
		word, _, _ := strings.Cut(value, "\t")
		words = append(words, word)
	}
	return words
}

// explainable are what edov explain knows by name.
func explainable(p *Program) []string {
	values := checkValues(p)
	for _, code := range fault.Codes() {
		values = append(values, "AADSTS"+strconv.Itoa(code)+"\t"+fault.TitleOf(code))
	}
	return values
}

// connectionNames are the saved connections. What can't be read is not complained about while you type, and a file
// whose name is none of a connection is left out: the shell shows what it is given as it is.
func connectionNames(p *Program) (values []string) {
	st, err := p.store()
	if err != nil {
		return nil
	}
	list, err := st.List()
	if err != nil {
		return nil
	}
	for _, e := range list {
		if store.ValidName(e.Name) != nil {
			continue
		}
		about := "can't be used"
		if e.Err == nil {
			about = visible.Line(strings.TrimSpace(e.Saved.Connection.Product + " " + e.Saved.Connection.ClientID))
		}
		values = append(values, e.Name+"\t"+about)
	}
	return values
}
