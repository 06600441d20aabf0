# A user of Redmine with an API key, and an issue.
Setting.rest_api_enabled = '1'
user = User.new(firstname: 'IPsec', lastname: 'Diag', mail: 'diag@example.net', language: 'en')
user.login = 'diag'
user.random_password
user.save!
project = Project.create!(name: 'VPN', identifier: 'vpn')
project.trackers = Tracker.all
Member.create!(project: project, user_id: user.id, role_ids: [Role.find_by(name: 'Manager').id])
Issue.create!(project: project, tracker: Tracker.first, subject: 'VPN to branch is down', author: user, status: IssueStatus.first, priority: IssuePriority.first)
puts user.api_key
