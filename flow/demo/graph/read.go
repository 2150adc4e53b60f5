package graph

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"edov/flow/demo/web"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// registrations are all registrations as a reader sees them.
func (s *Server) registrations() []strictjson.Value { return s.each(s.seen) }

// each is what there is of each registration.
func (s *Server) each(look func(id string) strictjson.Value) []strictjson.Value {
	var all []strictjson.Value
	for _, id := range s.ids() {
		if v := look(id); v.Exists() {
			all = append(all, v)
		}
	}
	return all
}

// list answers with those that pass $filter, in pages of $top.
func (s *Server) list(w http.ResponseWriter, x *web.Exchange, all []strictjson.Value) {
	query := x.URL.Query()
	all, ok := filtered(all, query.Get("$filter"))
	if !ok {
		fail(w, x, http.StatusBadRequest, "Request_UnsupportedQuery", "Unsupported Query.")
		return
	}
	top, err := strconv.Atoi(query.Get("$top"))
	if err != nil || top < 1 || top > 3 {
		top = 3 // small, so that pages are really turned
	}
	from, _ := strconv.Atoi(query.Get("$skiptoken"))
	from = min(max(from, 0), len(all))
	to := min(from+top, len(all))
	shown := make([]strictjson.Value, 0, to-from)
	for _, v := range all[from:to] {
		shown = append(shown, selected(v, x))
	}
	resource := x.PathValue("resource")
	answer := map[string]any{"@odata.context": s.url + "/v1.0/$metadata#" + resource, "value": shown}
	if to < len(all) {
		query.Set("$skiptoken", strconv.Itoa(to))
		answer["@odata.nextLink"] = s.url + "/v1.0/" + resource + "?" + query.Encode()
	}
	web.WriteJSON(w, http.StatusOK, answer)
}

// equals is the only filter that the demo knows.
var equals = lazy.MustCompile(`^\s*(displayName|appId)\s+eq\s+'((?:[^']|'')*)'\s*$`)

func filtered(all []strictjson.Value, filter string) (left []strictjson.Value, ok bool) {
	if filter == "" {
		return all, true
	}
	m := equals.FindStringSubmatch(filter)
	if m == nil {
		return nil, false
	}
	want := strings.ReplaceAll(m[2], "''", "'")
	for _, v := range all {
		if strings.EqualFold(v.Get(m[1]).Str(), want) {
			left = append(left, v)
		}
	}
	return left, true
}

// selected applies $select. authenticationBehaviors comes only when named, as at Microsoft.
func selected(v strictjson.Value, x *web.Exchange) strictjson.Value {
	names := selection(x.URL.Query())
	v.SetMembers(slices.DeleteFunc(slices.Clone(v.Members()), func(m strictjson.Member) bool {
		if names == nil {
			return m.Name == "authenticationBehaviors"
		}
		return !slices.Contains(names, m.Name)
	}))
	return v
}

// selection are the names in $select; nil: all but what must be named.
func selection(query url.Values) []string {
	text := query.Get("$select")
	if text == "" {
		return nil
	}
	names := strings.Split(text, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}
