// Tries to: leave files behind, for the next submission or for the grader to find.
// In vain: nothing can be written but the output, not even where everybody may.
// Earns: nothing for 0.4.
#include <cstdlib>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  const auto tried = [](const char* what, long result) {
    if (result != -1) dprintf(1, "BREACH: %s\n", what);
  };
  const char* const folders[] = {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", "/root", "."};
  for (const char* folder : folders) {
    if (chdir(folder) != 0) dprintf(1, "%s cannot be entered\n", folder);
    tried(folder, open("gradus-attack", O_CREAT | O_WRONLY, 0644));
    tried(folder, open(".", O_TMPFILE | O_RDWR, 0600));
    tried(folder, mkdir("gradus-attack", 0755));
    tried(folder, mkfifo("gradus-attack-pipe", 0644));
    tried(folder, symlink("/etc/passwd", "gradus-attack-link"));
    tried(folder, link("/proc/self/exe", "gradus-attack-hard-link"));
  }
  tried("memfd_create", memfd_create("gradus-attack", 0));
  tried("mq_open", mq_open("/gradus-attack", O_CREAT | O_RDWR, 0600, nullptr));
  tried("shmget", shmget(0x67726164, 4096, IPC_CREAT | 0600));
  tried("msgget", msgget(0x67726164, IPC_CREAT | 0600));
  tried("inotify", inotify_init());
  tried("truncate", truncate("/proc/self/exe", 0));
  tried("the output", ftruncate(1, 0));
  return {};
}
