package rollout

import (
	"strconv"
	"strings"

	"edov/inspect/proof"
	"edov/inspect/words"
)

// CountWords say how many users there are: "18 users, 2 of them disabled".
func (r *Report) CountWords() string {
	line := words.Count(r.Users.Read, "user", "users") + " read from " + r.Source
	switch {
	case r.Users.StateUnknown > 0 && r.Users.StateUnknown == r.Users.Read:
		line += "; the list doesn't say which accounts are disabled, so all count"
	case r.Users.StateUnknown > 0:
		line += "; of " + strconv.Itoa(r.Users.StateUnknown) + " it isn't known whether they are disabled, so they count"
	}
	if n := r.Users.Disabled; n > 0 {
		line += "; " + words.Count(n, "disabled account is left out", "disabled accounts are left out")
	}
	return line
}

// SeenWords are the verdicts of products in words.
var SeenWords = map[string]string{
	proof.SeenVerified: "email verified", proof.SeenNotVerified: "email not verified", proof.SeenNoEmail: "no email",
	proof.SeenRejected: "sign-in refused", proof.SeenUnknown: "not known",
}

// Expected is what the product would do, in words: "Clerk: no email"; empty without a product.
func (k Check) Expected(product string) string {
	if len(k.Effects) == 0 {
		return ""
	}
	if k.ID == checkShared {
		return product + ": " + k.Effects[0].Reason
	}
	var all []string
	for _, e := range k.Effects {
		line := SeenWords[e.Verdict]
		if e.Count != k.Count {
			line += " for " + strconv.Itoa(e.Count)
		}
		if e.When != "" {
			line += " " + e.When
		}
		if e.Verdict == proof.SeenUnknown {
			line += " (" + e.Reason + ")"
		}
		all = append(all, line)
	}
	return product + ": " + strings.Join(all, ", ")
}

// OthersWords say what the product does with users without trouble; empty without a product, or without such users.
func (r *Report) OthersWords() string {
	e := r.Others
	if e == nil || e.Count == 0 {
		return ""
	}
	who := ", for the other " + words.Count(e.Count, "user", "users")
	switch {
	case r.Users.Trouble == 0:
		who = ""
	case e.Count == 1:
		who = ", for the other user"
	}
	if e.When != "" {
		who += ", " + e.When
	}
	return r.Product + who + ": " + SeenWords[e.Verdict] + " (" + e.Reason + ")"
}

// troubleWords are the troubles in words for a list.
var troubleWords = map[Trouble]string{
	NoMail: "no mail", Unverified: "domain not verified", Guest: "guest", Shared: "shared mail",
}

// Why are a user's troubles in words: "guest, shared mail".
func (l Line) Why() string {
	var all []string
	for _, t := range l.Troubles {
		all = append(all, troubleWords[t])
	}
	return strings.Join(all, ", ")
}

// Expected is what the product would do with the user, in words; empty without a product.
func (l Line) Expected() string {
	var all []string
	for _, v := range l.Verdicts {
		all = append(all, SeenWords[v])
	}
	return strings.Join(all, " or ")
}
