// A program that tries one thing and tells how it went: "done", or "refused EPERM". The tests of
// the sandbox run it inside:   probe socket   probe read /etc/passwd   probe allocate 4096
#include <dirent.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

extern char** environ;

namespace {

using Arguments = std::vector<std::string>;

int done() {
  std::puts("done");
  return 0;
}

int refused(int error) {
  std::printf("refused %s\n", strerrorname_np(error));
  return 1;
}

// For calls that answer -1 and set errno.
int tell(long result) {
  return result >= 0 ? done() : refused(errno);
}

int number(const std::string& text) {
  return std::atoi(text.c_str());
}

volatile unsigned long work = 0;

[[noreturn]] void spin() {
  std::printf("spinning %d\n", getpid());
  std::fflush(stdout);
  while (true) work = work + 1;
}

// A process of its own that ends at once, or the refusal.
int tell_process(long pid) {
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid(static_cast<pid_t>(pid), nullptr, 0);
  return tell(pid);
}

int start_thread() {
  try {
    std::thread([] {}).join();
    return done();
  } catch (const std::system_error& error) {
    return refused(error.code().value());
  }
}

int sleep_long() {
  const auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::seconds(100));
  const std::chrono::duration<double> slept = std::chrono::steady_clock::now() - start;
  std::printf("slept %s\n", slept.count() < 1 ? "not at all" : "long");
  return 0;
}

int allocate(const std::string& mebibytes) {
  try {
    std::vector<char> memory(static_cast<std::size_t>(number(mebibytes)) << 20, 'x');
    return done();
  } catch (const std::bad_alloc&) {
    return refused(ENOMEM);
  }
}

int read_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY);
  char byte = 0;
  return tell(file < 0 ? -1 : read(file, &byte, 1));
}

int follow_link(const std::string& path) {
  char target[4096];
  return tell(readlink(path.c_str(), target, sizeof target));
}

int list_folder(const std::string& path) {
  DIR* folder = opendir(path.c_str());
  return tell(folder != nullptr ? 0 : -1);
}

// Writes until it is told to stop, and says how much there is then.
int fill(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const std::vector<char> block(4096, 'x');
  while (write(file, block.data(), block.size()) > 0) continue;
  const int error = errno;
  struct stat about {};
  fstat(file, &about);
  std::printf("%ld bytes, ", static_cast<long>(about.st_size));
  return refused(error);
}

int flood(const std::string& mebibytes) {
  const std::string line(1023, 'x');
  for (int count = number(mebibytes) * 1024; count > 0; --count) std::puts(line.c_str());
  return 0;
}

int execute(const Arguments& command) {
  std::vector<char*> pointers;
  for (const std::string& word : command) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return tell(execv(pointers[0], pointers.data()));
}

int list_open_files() {
  for (int file = 0; file < 1024; ++file) {
    if (fcntl(file, F_GETFD) >= 0) std::printf("%d ", file);
  }
  std::puts("");
  return 0;
}

int list_signals() {
  sigset_t blocked;
  sigprocmask(SIG_SETMASK, nullptr, &blocked);
  for (int signal_number = 1; signal_number < NSIG; ++signal_number) {
    struct sigaction action {};
    if (sigaction(signal_number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
      std::printf("ignored %s\n", sigabbrev_np(signal_number));
    }
    if (sigismember(&blocked, signal_number) == 1) {
      std::printf("blocked %s\n", sigabbrev_np(signal_number));
    }
  }
  return 0;
}

int list_environment() {
  for (char** variable = environ; *variable != nullptr; ++variable) std::puts(*variable);
  return 0;
}

int open_many() {
  int count = 3;
  while (open("/dev/null", O_RDONLY) >= 0) ++count;
  std::printf("%d files, ", count);
  return refused(errno);
}

// A call by number; what it would be asked for does not matter when it is refused outright.
int call(const std::string& system_call) {
  return tell(syscall(number(system_call), 0, 0, 0, 0, 0));
}

#ifdef __x86_64__
// getpid as a 32-bit program asks for it (20), past a filter that knows 64-bit numbers only.
int call_32_bit() {
  long result = 20;
  asm volatile("int $0x80" : "+a"(result) : : "memory");
  return tell(result);
}

int call_x32() {
  return tell(syscall(0x40000000 + SYS_getpid));
}
#endif

int set_limit_of(const std::string& pid) {
  rlimit limit{};
  return tell(syscall(SYS_prlimit64, number(pid), RLIMIT_CPU, nullptr, &limit));
}

int raise_own_limit() {
  const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
  return tell(setrlimit(RLIMIT_CPU, &limit));
}

int send_descriptor() {
  char byte = 0;
  iovec vector{&byte, 1};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  return tell(sendmsg(3, &message, 0));
}

int make_siblings() {  // of the caller, as the grader's child
  return tell_process(syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0));
}

using Action = std::function<int(const Arguments&)>;

const std::map<std::string, Action> process_actions = {
    {"hello", [](const Arguments&) { return std::puts("hello"), 0; }},
    {"exit", [](const Arguments& a) { return number(a[0]); }},
    {"abort", [](const Arguments&) -> int { std::abort(); }},
    {"segfault", [](const Arguments&) { return raise(SIGSEGV); }},
    {"raise", [](const Arguments& a) { return raise(number(a[0])); }},
    {"spin", [](const Arguments&) -> int { spin(); }},
    {"spin-on",
     [](const Arguments&) -> int {
       signal(SIGXCPU, SIG_IGN);
       spin();
     }},
    {"fork", [](const Arguments&) { return tell_process(fork()); }},
    {"fork-and-spin",
     [](const Arguments&) -> int {
       (void)fork();
       spin();
     }},
    {"vfork", [](const Arguments&) { return tell_process(vfork()); }},
    {"sibling", [](const Arguments&) { return make_siblings(); }},
    {"thread", [](const Arguments&) { return start_thread(); }},
    {"execute", execute},
    {"kill", [](const Arguments& a) { return tell(kill(number(a[0]), 0)); }},
    {"tgkill",
     [](const Arguments& a) { return tell(syscall(SYS_tgkill, number(a[0]), number(a[0]), 0)); }},
    {"sleep", [](const Arguments&) { return sleep_long(); }},
    {"call", [](const Arguments& a) { return call(a[0]); }},
#ifdef __x86_64__
    {"call-32-bit", [](const Arguments&) { return call_32_bit(); }},
    {"call-x32", [](const Arguments&) { return call_x32(); }},
#endif
    {"limit-of", [](const Arguments& a) { return set_limit_of(a[0]); }},
    {"raise-limit", [](const Arguments&) { return raise_own_limit(); }},
    {"allocate", [](const Arguments& a) { return allocate(a[0]); }},
    {"user", [](const Arguments&) { return std::printf("%u %u\n", getuid(), geteuid()), 0; }},
    {"address", [](const Arguments&) { return std::printf("%p\n", std::malloc(1)), 0; }},
    {"environment", [](const Arguments&) { return list_environment(); }},
    {"signals", [](const Arguments&) { return list_signals(); }},
};

const std::map<std::string, Action> file_actions = {
    {"read", [](const Arguments& a) { return read_file(a[0]); }},
    {"follow", [](const Arguments& a) { return follow_link(a[0]); }},
    {"list", [](const Arguments& a) { return list_folder(a[0]); }},
    {"write",
     [](const Arguments& a) { return tell(open(a[0].c_str(), O_WRONLY | O_CREAT, 0600)); }},
    {"set-uid-file",
     [](const Arguments& a) { return tell(open(a[0].c_str(), O_WRONLY | O_CREAT, 04700)); }},
    {"read-and-cut",
     [](const Arguments& a) { return tell(open(a[0].c_str(), O_RDONLY | O_TRUNC)); }},
    {"cut", [](const Arguments& a) { return tell(truncate(a[0].c_str(), 0)); }},
    {"remove", [](const Arguments& a) { return tell(unlink(a[0].c_str())); }},
    {"rename", [](const Arguments& a) { return tell(rename(a[0].c_str(), a[1].c_str())); }},
    {"folder", [](const Arguments& a) { return tell(mkdir(a[0].c_str(), 0700)); }},
    {"symlink", [](const Arguments& a) { return tell(symlink(a[0].c_str(), a[1].c_str())); }},
    {"link", [](const Arguments& a) { return tell(link(a[0].c_str(), a[1].c_str())); }},
    {"pipe-file", [](const Arguments& a) { return tell(mkfifo(a[0].c_str(), 0600)); }},
    {"mode",
     [](const Arguments& a) {
       return tell(chmod(a[1].c_str(), static_cast<mode_t>(std::stoul(a[0], nullptr, 8))));
     }},
    {"lock", [](const Arguments& a) { return tell(flock(open(a[0].c_str(), O_RDONLY), LOCK_EX)); }},
    {"fill", [](const Arguments& a) { return fill(a[0]); }},
    {"flood", [](const Arguments& a) { return flood(a[0]); }},
    {"files", [](const Arguments&) { return list_open_files(); }},
    {"open-many", [](const Arguments&) { return open_many(); }},
    {"write-channel", [](const Arguments&) { return tell(write(3, "x", 1)); }},
    {"send-descriptor", [](const Arguments&) { return send_descriptor(); }},
    {"type-for-terminal",
     [](const Arguments&) {
       char key = 'x';
       return tell(ioctl(0, TIOCSTI, &key));
     }},
    {"control", [](const Arguments& a) { return tell(fcntl(0, number(a[0]), 0)); }},
    {"device-control",
     [](const Arguments& a) { return tell(ioctl(0, std::stoul(a[0], nullptr, 0), 0)); }},
    {"socket", [](const Arguments& a) { return tell(socket(number(a[0]), number(a[1]), 0)); }},
    {"socketpair",
     [](const Arguments&) {
       int ends[2];
       return tell(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
     }},
};

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const Arguments rest(argv + (argc > 1 ? 2 : 1), argv + argc);
  for (const auto* actions : {&process_actions, &file_actions}) {
    const auto found = actions->find(name);
    if (found != actions->end()) return found->second(rest);
  }
  std::fprintf(stderr, "probe: unknown action '%s'\n", name.c_str());
  return 2;
}
