/* User Mode Linux before 6.10 saves its processes' registers in a buffer of fixed size, and dies on processors
 * with more of them (AMX): the kernel refuses to set a part. This sets its part and keeps the rest. Loaded into
 * it with LD_PRELOAD; the words are those of ptrace(2). */
#define _GNU_SOURCE
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PEEKTEXT = 1, PEEKUSER = 3, GETREGSET = 0x4204, SETREGSET = 0x4205, X86_XSTATE = 0x202 };

long ptrace(int request, ...)
{
	static char all[1 << 16];
	va_list args;
	va_start(args, request);
	long pid = va_arg(args, long), address = va_arg(args, long), word;
	struct iovec *part = va_arg(args, struct iovec *), whole = { all, sizeof all };
	va_end(args);
	if (request >= PEEKTEXT && request <= PEEKUSER) /* glibc's returns the word */
		return syscall(SYS_ptrace, request, pid, address, &word) < 0 ? -1 : word;
	if (request == SETREGSET && address == X86_XSTATE &&
	    syscall(SYS_ptrace, GETREGSET, pid, address, &whole) == 0 && whole.iov_len > part->iov_len) {
		memcpy(all, part->iov_base, part->iov_len);
		part = &whole;
	}
	return syscall(SYS_ptrace, request, pid, address, part);
}
