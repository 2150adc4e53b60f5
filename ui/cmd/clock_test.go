package cmd_test

import (
	"os"
	"strconv"
	"time"
)

// clockBegan names the second at which the tests began, for edovs that tests start.
const clockBegan = "EDOV_TEST_BEGAN"

// theDay is when the tests take place, whatever day it is: the secrets of the stored manifests end on fixed dates.
var theDay = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// beginClock notes when the tests began, for this process and those that it starts.
func beginClock() { os.Setenv(clockBegan, strconv.FormatInt(time.Now().Unix(), 10)) }

// clock runs from theDay on.
func clock() time.Time {
	began, err := strconv.ParseInt(os.Getenv(clockBegan), 10, 64)
	if err != nil {
		return time.Now()
	}
	return theDay.Add(time.Since(time.Unix(began, 0)))
}
