package flow

import (
	"context"
	"crypto/sha256"
	"net/url"
	"strings"

	"edov/flow/strictjson"
)

// graphList is a list of Microsoft Graph that comes in pages.
type graphList struct {
	of    graphSubject
	items string // what it lists: "registrations"
	path  string // "/v1.0/applications"; all pages are below it
	query string // of the first page: "?$top=250"
}

// eachItem reads a list page by page and calls each with every item. Only one page is in memory. Before a failure, it
// has called each for what came before.
func (g Graph) eachItem(ctx context.Context, cl *client, list graphList, each func(strictjson.Value)) *Failure {
	next := g.base() + list.path + list.query
	seen := map[[32]byte]bool{}
	for page := 0; next != ""; page++ {
		sum := sha256.Sum256([]byte(next))
		switch {
		case seen[sum]:
			return list.limit("the list from Microsoft Graph repeats a page")
		case page >= maxGraphPages:
			return list.limit("the list from Microsoft Graph has more pages than edov reads")
		}
		seen[sum] = true
		v, failure := readGraph(ctx, cl, list.of, next)
		if failure != nil {
			return failure
		}
		items := v.Get("value")
		if items.Kind != strictjson.Array {
			return list.limit("the response from Microsoft Graph is not a list of " + list.items)
		}
		for _, item := range items.Elems() {
			each(item)
		}
		if next, failure = g.following(list, v); failure != nil {
			return failure
		}
	}
	return nil
}

func (l graphList) limit(what string) *Failure {
	return &Failure{
		Stage: l.of.stage, Kind: FailureProtocol, Summary: what,
		Hint: "the " + l.items + " before it are shown; try again later",
	}
}

// following is the address of the next page, unchanged, as Microsoft requires. It must be
// on the same server, which receives the access token.
func (g Graph) following(list graphList, v strictjson.Value) (string, *Failure) {
	link := v.Get("@odata.nextLink")
	if link.Kind == strictjson.None || link.Kind == strictjson.Null {
		return "", nil
	}
	u, err := url.Parse(link.Str())
	if err != nil || !isOrigin(u, g.base()) || u.User != nil || !strings.HasPrefix(u.Path, list.path) {
		return "", list.limit("the list from Microsoft Graph continues on another server, which edov doesn't follow")
	}
	return link.Str(), nil
}
