# A user of Request Tracker who may comment, a token of that user, and a ticket.
use strict; use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;
my $user = RT::User->new(RT->SystemUser);
my ($ok, $said) = $user->Create(Name => 'diag', EmailAddress => 'diag@example.net', Privileged => 1);
die $said unless $ok;
my $queue = RT::Queue->new(RT->SystemUser); $queue->Load('General');
for my $right (qw(SeeQueue ShowTicket ShowTicketComments CommentOnTicket ModifyTicket CreateTicket)) {
	($ok, $said) = $user->PrincipalObj->GrantRight(Right => $right, Object => $queue);
	die $said unless $ok;
}
my $ticket = RT::Ticket->new(RT::CurrentUser->new($user));
($ok, undef, $said) = $ticket->Create(Queue => 'General', Subject => 'VPN to branch is down', Requestor => 'diag@example.net');
die $said unless $ok;
my $auth = RT::AuthToken->new(RT->SystemUser);
($ok, $said, my $token) = $auth->Create(Owner => $user->Id, Description => 'test');
die $said unless $ok;
print "$token\n";
