ACTIONS={"delete_selected": set()}
ADDRESSES={}
BY_STATUS={}
BY_WRITER={}
