package tui

import (
	"context"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// job is work in the background that belongs to a screen and ends with it. All
// its news come through one channel, so their order is kept, and carry the
// job's number, so that a screen can tell news of a job it has given up.
type job struct {
	id      int
	cancel  context.CancelFunc
	start   func()
	news    chan any
	running *sync.WaitGroup // what the end of the program waits for
}

// newsMsg is one piece of news of a job.
type newsMsg struct {
	job  int
	news any
}

// crashNews is a job's last news when it panicked.
type crashNews struct{ crash *Crash }

// inBackground names what is done while the screens go on.
const inBackground = "work in the background failed"

// guarded is a command whose panic ends the program as that of a job does. Bubble Tea would print it, with its value.
func guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if p := recover(); p != nil {
				msg = newsMsg{news: crashNews{CrashOf(inBackground, p)}}
			}
		}()
		msg = cmd()
		if list, ok := msg.(tea.BatchMsg); ok {
			for i := range list {
				list[i] = guarded(list[i])
			}
		}
		return msg
	}
}

// newJob prepares a job; its begin() runs it. tell may
// be called from the job's own goroutine only, and drops what comes after the
// end of ctx.
func (c *common) newJob(run func(ctx context.Context, tell func(any))) *job {
	ctx, cancel := context.WithCancel(c.ctx)
	c.jobs++
	j := &job{id: c.jobs, cancel: cancel, news: make(chan any)}
	tell := func(news any) {
		select {
		case j.news <- news:
		case <-ctx.Done():
		}
	}
	j.start = func() {
		defer close(j.news)
		defer func() {
			if p := recover(); p != nil {
				tell(crashNews{CrashOf(inBackground, p)})
			}
		}()
		run(ctx, tell)
	}
	j.running = &c.work
	return j
}

// begin runs the job, and gives the command that waits for its first news.
func (j *job) begin() tea.Cmd {
	j.running.Go(j.start)
	return j.next
}

// next waits for one piece of news.
func (j *job) next() tea.Msg {
	news, ok := <-j.news
	if !ok {
		return nil
	}
	return newsMsg{job: j.id, news: news}
}

// stopped is the news of a job that has been stopped, in words for the user.
type stopped struct{ how string }

// stop cancels the job. It tells words when the job has ended and what it held is free again, not before.
func (j *job) stop(words string) tea.Cmd {
	j.cancel()
	return func() tea.Msg {
		for range j.news {
			continue // what it still tells is of no interest
		}
		return stopped{words}
	}
}
