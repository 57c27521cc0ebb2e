package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"syscall"
	"time"
)

type target struct {
	ID      int    `json:"id"`
	Address string `json:"address"`
	Port    int    `json:"port"`
	// tcp, quic, or postgres, which asks URL for SELECT 1.
	Kind string `json:"kind"`
	URL  string `json:"url"`
}

type observation struct {
	ID int `json:"id"`
	// open, refused (somebody says no), or filtered (nobody says anything, or there is no way).
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// probe tries to connect to a list of targets from where it runs, many at once.
func probe(input io.Reader) error {
	var request struct {
		TimeoutMs int      `json:"timeoutMs"`
		Targets   []target `json:"targets"`
	}
	if err := json.NewDecoder(input).Decode(&request); err != nil {
		return err
	}
	timeout := time.Duration(request.TimeoutMs) * time.Millisecond
	observations := make([]observation, len(request.Targets))
	slots := make(chan struct{}, 800)
	var group sync.WaitGroup
	for index, one := range request.Targets {
		group.Add(1)
		slots <- struct{}{}
		go func() {
			defer group.Done()
			defer func() { <-slots }()
			observations[index] = one.try(timeout)
		}()
	}
	group.Wait()
	return answer(observations)
}

func (one target) try(timeout time.Duration) observation {
	address := net.JoinHostPort(one.Address, strconv.Itoa(one.Port))
	var err error
	switch one.Kind {
	case "tcp":
		err = connect(address, timeout)
	case "quic":
		err = negotiate(address, timeout)
	case "postgres":
		err = selectOne(one.URL)
	default:
		err = fmt.Errorf("%q is no kind of target", one.Kind)
	}
	if err == nil {
		return observation{ID: one.ID, State: "open"}
	}
	state := "filtered"
	if errors.Is(err, syscall.ECONNREFUSED) {
		state = "refused"
	}
	return observation{ID: one.ID, State: state, Detail: err.Error()}
}

func connect(address string, timeout time.Duration) error {
	connection, err := net.DialTimeout("tcp", address, timeout)
	if err != nil {
		return err
	}
	return connection.Close()
}

// negotiate sends a QUIC packet of a version that nobody speaks (RFC 9000, 6.3 and 15): whoever speaks QUIC says which ones it does.
func negotiate(address string, timeout time.Duration) error {
	connection, err := net.DialTimeout("udp", address, timeout)
	if err != nil {
		return err
	}
	defer connection.Close()
	packet := make([]byte, 1200)
	packet[0] = 0xc0
	copy(packet[1:], []byte{0x1a, 0x2a, 0x3a, 0x4a})
	packet[5] = 8
	copy(packet[6:], "standin1")
	packet[14] = 8
	copy(packet[15:], "standin2")
	if _, err := connection.Write(packet); err != nil {
		return err
	}
	_ = connection.SetReadDeadline(time.Now().Add(timeout))
	reply := make([]byte, 1500)
	size, err := connection.Read(reply)
	if err != nil {
		return err
	}
	if size < 7 || reply[0]&0x80 == 0 || reply[1]|reply[2]|reply[3]|reply[4] != 0 {
		return fmt.Errorf("answered by something else than QUIC")
	}
	return nil
}
