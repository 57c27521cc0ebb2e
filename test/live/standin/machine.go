package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/net/dns/dnsmessage"
)

// listen accepts connections on addresses and says its name: `listen NAME ADDRESS:PORT…`.
func listen(arguments []string) error {
	if len(arguments) < 2 {
		return fmt.Errorf("who, and where?")
	}
	for _, address := range arguments[1:] {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		go func() {
			for {
				connection, err := listener.Accept()
				if err != nil {
					return
				}
				_, _ = connection.Write([]byte(arguments[0] + "\n"))
				_ = connection.Close()
			}
		}()
	}
	return forever()
}

// serveNames is a name server for the IPv4 addresses of a JSON file, and knows nothing else: `dns ADDRESS:PORT FILE`.
func serveNames(arguments []string) error {
	if len(arguments) != 2 {
		return fmt.Errorf("where, and which file?")
	}
	text, err := os.ReadFile(arguments[1])
	if err != nil {
		return err
	}
	var known map[string]string
	if err := json.Unmarshal(text, &known); err != nil {
		return err
	}
	socket, err := net.ListenPacket("udp", arguments[0])
	if err != nil {
		return err
	}
	packet := make([]byte, 1500)
	for {
		size, from, err := socket.ReadFrom(packet)
		if err != nil {
			return err
		}
		var message dnsmessage.Message
		if message.Unpack(packet[:size]) != nil || len(message.Questions) != 1 {
			continue
		}
		if reply, err := replyTo(message, known); err == nil {
			_, _ = socket.WriteTo(reply, from)
		}
	}
}

func replyTo(message dnsmessage.Message, known map[string]string) ([]byte, error) {
	question := message.Questions[0]
	address, found := known[strings.ToLower(strings.TrimSuffix(question.Name.String(), "."))]
	reply := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: message.ID, Response: true, Authoritative: true, RecursionDesired: message.RecursionDesired},
		Questions: message.Questions,
	}
	if !found {
		reply.RCode = dnsmessage.RCodeNameError
	} else if question.Type == dnsmessage.TypeA {
		body := &dnsmessage.AResource{A: [4]byte(net.ParseIP(address).To4())}
		header := dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 60}
		reply.Answers = []dnsmessage.Resource{{Header: header, Body: body}}
	}
	return reply.Pack()
}

// runAs becomes another user, and then another program: `as UID:GID PROGRAM ARGUMENT…`.
func runAs(arguments []string) error {
	if len(arguments) < 2 {
		return fmt.Errorf("as whom, and what?")
	}
	user, group, _ := strings.Cut(arguments[0], ":")
	uid, err := strconv.Atoi(user)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(group)
	if err != nil {
		return err
	}
	program, err := exec.LookPath(arguments[1])
	if err != nil {
		return err
	}
	if err := syscall.Setgroups(nil); err != nil {
		return err
	}
	if err := syscall.Setgid(gid); err != nil {
		return err
	}
	if err := syscall.Setuid(uid); err != nil {
		return err
	}
	return syscall.Exec(program, arguments[1:], os.Environ())
}

// eat takes so many MiB of memory, and says so when it has them: `eat MIB`.
func eat(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("how much?")
	}
	size, err := strconv.Atoi(arguments[0])
	if err != nil {
		return err
	}
	eaten := make([][]byte, 0, size)
	for range size {
		bite := make([]byte, 1<<20)
		for index := 0; index < len(bite); index += 4096 {
			bite[index] = 1
		}
		eaten = append(eaten, bite)
	}
	fmt.Println(len(eaten))
	return nil
}
