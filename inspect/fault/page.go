package fault

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"edov/flow/order"
	"edov/inspect/portal"
	"edov/inspect/words"
)

// Pages writes docs/troubleshooting.md and what is below it, by the name of each file: the
// catalogue as pages that a search engine finds by the text of an error.
func Pages() map[string]string {
	pages := map[string]string{
		"troubleshooting.md":         symptomPage(),
		"troubleshooting/aadsts.md":  numberPage(),
		"troubleshooting/causes.md":  causePage(),
		"troubleshooting/network.md": signPage("Microsoft's pages, browsers and networks", "microsoft", "page", "network"),
	}
	pages["troubleshooting/products.md"] = signPage("What auth products say", "product")
	pages["troubleshooting/libraries.md"] = signPage("What libraries say", "library")
	return pages
}

// pageHead begins a page.
func pageHead(title, about string) string {
	return "# " + title + "\n\n" +
		"This page is generated (`go test ./inspect/fault -run Pages -update`) from the catalogue in `inspect/fault`.\n" +
		"Changes made here are lost.\n\n" + about + "\n"
}

func symptomPage() string {
	var b strings.Builder
	b.WriteString(pageHead("Troubleshooting", "`edov explain TEXT` reads the whole text of an error, names who said it, "+
		"and puts the causes in order by what\nelse the text shows. These pages have the same catalogue:\n\n"+
		"- [AADSTS numbers](troubleshooting/aadsts.md), such as AADSTS50011\n"+
		"- [auth products](troubleshooting/products.md), such as Clerk's `oauth_access_denied`\n"+
		"- [libraries](troubleshooting/libraries.md), such as `IDX10205` or `OAUTH_CALLBACK_ERROR`\n"+
		"- [pages, browsers and networks](troubleshooting/network.md)\n"+
		"- [all causes](troubleshooting/causes.md), and what to do\n\n"+
		"Or begin with what the error is about. Each list has the likeliest cause first; which one it is, the text alone\n"+
		"rarely shows."))
	for _, f := range familiesForPage() {
		fmt.Fprintf(&b, "\n## A problem with the %s\n\n", f.Name)
		writeCauses(&b, f.Causes, "troubleshooting/")
		if f.Command != "" {
			fmt.Fprintf(&b, "\nTo find out: %s.\n", plain(f.Command))
		}
	}
	return b.String()
}

// familiesForPage joins families of one name, which differ in what they are known by.
func familiesForPage() []*family {
	var list []*family
	for _, f := range families() {
		i := slices.IndexFunc(list, func(o *family) bool { return o.Name == f.Name })
		if i < 0 {
			own := *f // its causes are added to
			list = append(list, &own)
			continue
		}
		for _, id := range f.Causes {
			if !slices.Contains(list[i].Causes, id) {
				list[i].Causes = append(slices.Clip(list[i].Causes), id)
			}
		}
	}
	return list
}

func writeCauses(b *strings.Builder, ids []string, folder string) {
	for _, id := range ids {
		if l, ok := likelies()[id]; ok {
			fmt.Fprintf(b, "- [%s](%scauses.md#%s)\n", words.Sentence(l.Title), folder, id)
		}
	}
}

func numberPage() string {
	var b strings.Builder
	b.WriteString(pageHead("AADSTS numbers", "The errors of Microsoft Entra ID that a sign-in meets. Paths through the "+
		"portal were last compared with\nMicrosoft's pages in "+portal.Date+". `edov explain 50011` shows one of them, "+
		"with your own values filled in."))
	for _, code := range Codes() {
		e := catalogue()[code]
		fmt.Fprintf(&b, "\n## AADSTS%d: %s\n\n", code, plain(e.Title))
		if e.Name != "" {
			fmt.Fprintf(&b, "`%s`. ", e.Name)
		}
		writeEntry(&b, e)
	}
	b.WriteString("\n# Errors without a number\n")
	for _, e := range causes().Causes {
		if strings.Contains(e.Title, "{error}") { // says only that there is an error
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", words.Sentence(plain(e.Title)))
		for _, text := range e.Texts {
			fmt.Fprintf(&b, "`%s` ", text)
		}
		if len(e.Texts) > 0 {
			b.WriteString("\n\n")
		}
		writeEntry(&b, e)
	}
	return b.String()
}

func writeEntry(b *strings.Builder, e entry) {
	fmt.Fprintf(b, "%s.\n\n**What to do.** %s.\n", words.Sentence(plain(e.Cause)), words.Sentence(plain(e.Fix)))
	if who := e.Who; who != "" && who != whoDeveloper {
		fmt.Fprintf(b, "\nWho can fix it: %s.\n", strings.NewReplacer("tenant admin", "an administrator of the tenant",
			"user", "the user", "microsoft", "Microsoft").Replace(who))
	}
	writeSources(b, e.Sources)
}

// plain is a text of the catalogue for a page: what the program fills in is filled, "<" is
// no markup, and the period is left to the caller.
func plain(text string) string {
	text = strings.NewReplacer("{server}", "Microsoft", "<", `\<`).Replace(filled(text))
	return strings.TrimSuffix(text, ".")
}

func writeSources(b *strings.Builder, sources []string) {
	for i, source := range sources {
		if i == 0 {
			b.WriteString("\n")
		}
		if strings.HasPrefix(source, "https://") {
			source = "<" + source + ">"
		}
		fmt.Fprintf(b, "- %s\n", source)
	}
}

func causePage() string {
	var b strings.Builder
	b.WriteString(pageHead("Causes", "What may be behind the errors of products, libraries and networks, how it comes to "+
		"that, what proves it, and\nwhat to do."))
	for _, id := range slices.Sorted(maps.Keys(likelies())) {
		l := likelies()[id]
		fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n\n## %s\n\n%s.\n\n**What to do.** %s.\n",
			id, words.Sentence(l.Title), plain(l.Why), words.Sentence(plain(l.Fix)))
		if l.Confirm != "" {
			fmt.Fprintf(&b, "\n**What proves it.** %s.\n", words.Sentence(plain(l.Confirm)))
		}
		writeSources(&b, l.Sources)
	}
	return b.String()
}

// signPage lists what is said by speakers of these kinds.
func signPage(title string, kinds ...string) string {
	var b strings.Builder
	b.WriteString(pageHead(title, "What each says, what it means, and what may be the cause, the likeliest first. "+
		"`edov explain` reads the whole\ntext and may know more."))
	list := slices.DeleteFunc(slices.Clone(signs()), func(s *sign) bool {
		return !slices.Contains(kinds, s.Kind) || s.Wrapper
	})
	order.Stable(list, func(a, b *sign) int {
		bySpeaker := strings.Compare(strings.ToLower(a.Speaker), strings.ToLower(b.Speaker))
		return cmp.Or(bySpeaker, strings.Compare(a.Code, b.Code))
	})
	speaker := ""
	for _, s := range list {
		if s.Speaker != speaker {
			speaker = s.Speaker
			fmt.Fprintf(&b, "\n## %s\n", speaker)
		}
		if s.Code != "" {
			fmt.Fprintf(&b, "\n### `%s`\n", s.Code)
		}
		fmt.Fprintf(&b, "\n%s.\n\n", words.Sentence(plain(s.Means)))
		writeCauses(&b, s.Causes, "")
		if strings.HasPrefix(s.Source, "https://") {
			fmt.Fprintf(&b, "\nSeen in <%s>\n", s.Source)
		}
	}
	return b.String()
}
