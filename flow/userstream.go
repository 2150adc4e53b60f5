package flow

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/lists"
	"edov/flow/strictjson"
)

// UserListing receives the users of a stream, one after the other.
type UserListing struct {
	Each  func(TenantUser)
	Fault func(why string) // a user who can't be read
	More  func(why string) // the list has more users than the stream
}

// EachUser reads the users in a stream of any length: an array (az ad user list), the pages of Microsoft Graph, or what
// PowerShell writes (Get-MgUser | ConvertTo-Json). Only one user is in memory. A user who can't be read goes to Fault
// and does not end the stream; invalid JSON does, and the error names the byte.
func EachUser(r io.Reader, to UserListing) error {
	text, rest, _, err := appdoc.OpenStream(r, appdoc.Users())
	if err != nil {
		return err
	}
	members := append(strings.Split(strings.ToLower(selectUser), ","), "error", "appid", "aud", "iss",
		"@odata.type", "securityenabled", "deviceid")
	n, read := 0, 0
	first := ""     // why the first one can't be read
	var other error // what the first one is, if it is no user: nothing else matters where none is
	keep := func(name string) bool { return slices.Contains(members, strings.ToLower(name)) }
	list := lists.Reader{Noun: "user", Keep: keep, More: to.More, Cut: unreadOfUsers}
	list.Item = func(v strictjson.Value, err error) {
		n++
		if err != nil {
			to.Fault(fmt.Sprintf("number %d: %v", n, err))
			return
		}
		if n == 1 {
			other = otherThanUser(v)
		}
		u, why := readUser(v)
		if why != "" {
			first = cmp.Or(first, why)
			to.Fault(fmt.Sprintf("number %d: %s", n, why))
			return
		}
		read++
		to.Each(u)
	}
	if err := list.Read(text.JSON, rest); err != nil {
		return err
	}
	switch {
	case list.Empty():
		return errors.New("the input is empty")
	case other != nil && read == 0:
		return other
	case first != "" && read == 0:
		return errors.New("no user in the list can be read: " + first)
	}
	if why := list.Missing("use all pages, or az ad user list"); why != "" {
		to.More(why)
	}
	return nil
}

// otherThanUser says what else a document is: an error of Microsoft Graph, an app registration, the claims of a token,
// or what has nothing of a user.
func otherThanUser(v strictjson.Value) error {
	members := memberNames(v)
	switch e := members["error"]; {
	case e.Kind == strictjson.Object:
		return fmt.Errorf("this is not a list of users: it is a Microsoft Graph error, %s", cut(e.StrOf("code"), 64))
	case hasMember(members, "appid") && !hasMember(members, "userprincipalname"):
		return errors.New("this is not a list of users: it is an app registration, which edov app reads")
	case hasMember(members, "aud") && hasMember(members, "iss"):
		return errors.New("these are the claims of a token, not users; edov inspect reads them")
	case !hasMember(members, "id") && !hasMember(members, "userprincipalname"):
		return errors.New("this is not a list of users: the first entry has no id and no userPrincipalName")
	}
	return nil
}

// unreadOfUsers says why an array without an envelope may be only the beginning of a list.
func unreadOfUsers(items int) string {
	if !lists.IsCutLength(items) {
		return ""
	}
	return fmt.Sprintf("it may be cut off: it has exactly %d users, where a page of Microsoft Graph ends; "+
		"use all pages, or --live to be certain", items)
}
