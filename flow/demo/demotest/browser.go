package demotest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Browse opens an address as a browser does, at any server that asks its user nothing: it keeps cookies, follows
// redirects, and posts the form of a page, as pages of the form_post response mode have it. The error says which
// address refused. It is made for flow.Env.Browser.
func Browse(ctx context.Context, address string) (how string, err error) {
	jar, _ := cookiejar.New(nil) // it never fails
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	browser := &http.Client{Jar: jar, Transport: transport}
	next, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	const mostPages = 4
	for range mostPages {
		resp, err := browser.Do(next)
		if err != nil {
			return "", err
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		switch {
		case err != nil:
			return "", err
		case resp.StatusCode != http.StatusOK:
			return "", fmt.Errorf("%s returned status %d: %.300s", resp.Request.URL.Path, resp.StatusCode, page)
		}
		action, fields := pageForm(string(page))
		if action == "" {
			return "a test", nil
		}
		target, err := resp.Request.URL.Parse(action)
		if err != nil {
			return "", err
		}
		next, err = http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(fields.Encode()))
		if err != nil {
			return "", err
		}
		next.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		next.Header.Set("Origin", resp.Request.URL.Scheme+"://"+resp.Request.URL.Host)
	}
	return "", errors.New("one form leads to the next")
}

// pageForm is the first form of a page that is posted; empty if there is none.
func pageForm(page string) (action string, fields url.Values) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "", nil
	}
	fields = url.Values{}
	for n := range root.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "form" && strings.EqualFold(attribute(n, "method"), http.MethodPost):
			action = attribute(n, "action")
		case n.Data == "input" && attribute(n, "name") != "":
			fields.Set(attribute(n, "name"), attribute(n, "value"))
		}
	}
	return action, fields
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
