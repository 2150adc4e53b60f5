package appreg

import (
	"strings"
	"testing"
	"time"
)

// TestExpiryDates: an expiry date is read in every form that has one meaning; of a day, all of it counts.
func TestExpiryDates(t *testing.T) {
	const dayEnd = "2027-11-28T23:59:59Z"
	for written, want := range map[string]string{
		"2027-11-28": dayEnd, "11/28/2027": dayEnd, "28/11/2027": dayEnd, "28 Nov 2027": dayEnd, "28-Nov-2027": dayEnd,
		"Nov 28, 2027": dayEnd, "November 28, 2027": dayEnd, "28 November 2027": dayEnd, "28.11.2027": dayEnd,
		"2027/11/28": dayEnd, "Sunday, November 28, 2027": dayEnd, " 2027-11-28 ": dayEnd,
		"12.11.2027": "2027-11-12T23:59:59Z", "5/5/2027": "2027-05-05T23:59:59Z",
		"2027-11-28T08:00:00": "2027-11-28T08:00:00Z", "2027-11-28 08:00": "2027-11-28T08:00:00Z",
		"11/28/2027 8:00:00 AM": "2027-11-28T08:00:00Z", "28/11/2027 20:00:00": "2027-11-28T20:00:00Z",
		"Sunday, November 28, 2027 8:00:00 PM": "2027-11-28T20:00:00Z", "2027-11-28T08:00:00+02:00": "2027-11-28T06:00:00Z",
		"/Date(1827273600000)/": "2027-11-27T00:00:00Z",
		"11/12/2027":            "two ways", "1/2/2027 8:00:00 AM": "two ways", "11/28/27": "", "20271128": "", "2027-11": "",
		"31/6/2027": "", "2027-06-31": "", "soon": "", "": "", "13/13/2027": "", "28 Nov 2027 25:00": "",
	} {
		list, err := ReadList([]byte(`{"appId":"a","passwordCredentials":[{"keyId":"k","endDateTime":"`+
			written+`"}]}`), "test")
		if err != nil {
			t.Errorf("%q: %v", written, err)
			continue
		}
		got, notes := "", strings.Join(list.Notes, " ")
		if end := list.All[0].Credentials[0].End; !end.IsZero() {
			got = end.Format(time.RFC3339)
		} else if strings.Contains(notes, written) && strings.Contains(notes, "two ways") {
			got = "two ways"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}
